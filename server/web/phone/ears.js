// The ears: the browser's own speech recognition, where it has one and may use it.

const Recognition = globalThis.SpeechRecognition ?? globalThis.webkitSpeechRecognition;

const plain = (text) => text.toLowerCase().normalize('NFD').replace(/[^\p{L}\p{N}\s]/gu, '').split(/\s+/).filter(Boolean);

/** Whether what was heard is the page's own voice, coming back through the microphone. */
export function isEcho(heard, spoken) {
  const words = plain(heard);
  const said = new Set(plain(spoken));
  if (!words.length || !said.size) return false;
  const known = words.filter((word) => said.has(word)).length;
  return known / words.length >= 0.7 && words.length >= 2;
}

export class Ears {
  constructor(cannot) {
    this.cannot = cannot;
    this.can = Boolean(Recognition);
    this.on = this.can;
  }

  /**
   * Listens until the signal stops it. `hears` is called with words and whether they are final;
   * `speaking` says what the page itself is saying just now.
   */
  listen({ language, speaking, hears, signal }) {
    if (!this.on || !this.can || signal.aborted) return;
    let recognition;
    const begin = () => {
      if (signal.aborted || !this.on) return;
      recognition = new Recognition();
      recognition.lang = language || document.documentElement.lang;
      recognition.interimResults = true;
      recognition.maxAlternatives = 1;
      recognition.onresult = (event) => {
        const result = event.results[event.results.length - 1];
        const { transcript, confidence } = result[0];
        const text = transcript.trim();
        if (!text || isEcho(text, speaking())) return;
        hears(text, result.isFinal, confidence);
      };
      recognition.onerror = ({ error }) => {
        if (['not-allowed', 'service-not-allowed', 'network', 'audio-capture', 'language-not-supported'].includes(error)) {
          this.can = false;
          this.cannot();
        }
      };
      // It ends by itself after a while of silence; the caller decides how long to listen.
      recognition.onend = () => {
        if (this.can) setTimeout(begin, 150);
      };
      try {
        recognition.start();
      } catch {
        this.can = false;
        this.cannot();
      }
    };
    begin();
    signal.addEventListener('abort', () => {
      if (!recognition) return;
      recognition.onend = recognition.onresult = recognition.onerror = null;
      try {
        recognition.abort();
      } catch {
        // It had not begun.
      }
    });
  }
}
