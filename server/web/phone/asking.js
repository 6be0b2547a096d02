// Asking: what a telephone does while a flow waits for keys or speech.

/** Keys as they are shown. */
const shown = (keys, isHidden) => (isHidden ? '•'.repeat(keys.length) : keys);

/**
 * Plays the prompt and listens, as providers do: a key or a word stops the prompt, each further key has
 * the time anew, the finish key or the number of keys ends it. Gives what is told to the flow.
 */
export function ask(verb, { play, screen, ears, signal }) {
  return new Promise((done) => {
    const ended = new AbortController();
    const prompt = new AbortController();
    let keys = '';
    let timer;
    let isPrompting = Boolean(verb.prompt);

    const finish = (said) => {
      if (ended.signal.aborted) return;
      ended.abort();
      prompt.abort();
      clearTimeout(timer);
      screen.onKey = screen.onSay = screen.onTyping = null;
      screen.listen(null);
      signal.removeEventListener('abort', hungUp);
      done(said);
    };
    const hungUp = () => finish({});
    signal.addEventListener('abort', hungUp);
    if (signal.aborted) return hungUp();

    const countDown = () => {
      clearTimeout(timer);
      screen.countDown(verb.seconds);
      timer = setTimeout(() => end(), verb.seconds * 1000);
    };
    const end = (finishedBy) => {
      if (!keys && !finishedBy) {
        screen.line('quiet', 'silence');
        return finish({});
      }
      if (keys) screen.keysLine(shown(keys, verb.sensitive), verb.sensitive);
      finish(finishedBy ? { Digits: keys, FinishedOnKey: finishedBy } : { Digits: keys });
    };
    const words = (text, confidence) => {
      if (keys) return;
      screen.line('you', verb.sensitive ? 'hidden' : null, verb.sensitive ? '' : text);
      finish({ SpeechResult: text, Confidence: String(confidence || 0.9) });
    };

    screen.pressed('');
    screen.onKey = (key) => {
      prompt.abort();
      if (verb.finish && key === verb.finish) return end(key);
      keys += key;
      screen.pressed(shown(keys, verb.sensitive));
      if (verb.digits && keys.length >= verb.digits) return end();
      countDown();
    };
    if (verb.speech) {
      screen.onSay = (text) => words(text, 1);
      // Whoever writes is not silent.
      screen.onTyping = () => {
        prompt.abort();
        countDown();
      };
      ears.listen({
        language: verb.speech.language,
        speaking: () => (isPrompting ? verb.prompt?.text ?? '' : ''),
        hears: (text, isFinal, confidence) => {
          prompt.abort();
          clearTimeout(timer);
          screen.hearing(text);
          if (isFinal) words(text, confidence);
          else countDown();
        },
        signal: ended.signal,
      });
    }
    screen.listen(verb.speech ? 'speech' : 'keys');
    const afterwards = () => {
      isPrompting = false;
      if (ended.signal.aborted) return;
      screen.state(verb.speech ? 'listeningSpeech' : 'listening');
      if (!keys) countDown();
    };
    if (verb.prompt) play(verb.prompt, prompt.signal).then(afterwards);
    else afterwards();
  });
}
