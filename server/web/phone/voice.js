// The voice: the browser's own speech, or the time it takes to read.

import { language as pageLanguage, say } from './words.js';

const READING_MILLIS = 24; // for each character, where nothing speaks
const LONGEST_PART = 180; // longer utterances are cut off by some browsers

/** Resolves after some time, or when the signal says so. */
export function wait(millis, signal) {
  return new Promise((done) => {
    if (signal?.aborted) return done();
    const timer = setTimeout(end, millis);
    function end() {
      clearTimeout(timer);
      signal?.removeEventListener('abort', end);
      done();
    }
    signal?.addEventListener('abort', end);
  });
}

/** Words in parts that a browser speaks without stopping: sentences, or pieces of long ones. */
export function parts(text) {
  const sentences = text.match(/[^.!?…]+[.!?…]*\s*/g) ?? [text];
  const all = [];
  for (const sentence of sentences) {
    let rest = sentence.trim();
    while (rest.length > LONGEST_PART) {
      const space = rest.lastIndexOf(' ', LONGEST_PART);
      const end = space > 40 ? space : LONGEST_PART;
      all.push(rest.slice(0, end).trim());
      rest = rest.slice(end).trim();
    }
    if (!rest) continue;
    const last = all.length - 1;
    if (last >= 0 && all[last].length + rest.length < LONGEST_PART) all[last] += ` ${rest}`;
    else all.push(rest);
  }
  return all;
}

export class Voice {
  /** `tell` is told what a person should know about the voice, once each. */
  constructor(tell) {
    this.tell = tell;
    this.told = new Set();
    this.aloud = true;
    this.failures = 0;
    this.synthesis = globalThis.speechSynthesis;
  }

  /** Waits until the browser knows its voices, which takes some a moment. */
  async prepare() {
    if (!this.synthesis) return;
    this.failures = 0;
    this.synthesis.cancel();
    if (this.synthesis.getVoices().length) return;
    await new Promise((done) => {
      this.synthesis.addEventListener?.('voiceschanged', done, { once: true });
      setTimeout(done, 600);
    });
  }

  voiceFor(language) {
    const voices = this.synthesis?.getVoices() ?? [];
    const tag = language.toLowerCase().replace('_', '-');
    const tagOf = (voice) => voice.lang.toLowerCase().replace('_', '-');
    const same = voices.filter((voice) => tagOf(voice) === tag);
    const near = voices.filter((voice) => tagOf(voice).split('-')[0] === tag.split('-')[0]);
    const pick = (some) => some.find((voice) => voice.localService) ?? some[0];
    return pick(same) ?? pick(near) ?? null;
  }

  remark(name, values) {
    const text = say(name, values);
    if (this.told.has(text)) return;
    this.told.add(text);
    this.tell(text);
  }

  /** Says words, until they are said or the signal stops it. */
  async say(text, language, signal) {
    if (!text || signal.aborted) return;
    const tag = language || (pageLanguage === 'es' ? 'es-ES' : 'en-US');
    const voice = this.aloud ? this.voiceFor(tag) : null;
    if (this.aloud && !voice) {
      const any = this.synthesis?.getVoices().length;
      this.remark(any ? 'noVoiceFor' : 'noVoice', { language: tag });
    }
    if (!voice || this.failures > 1) {
      const millis = Math.min(Math.max(text.length * READING_MILLIS, 350), 8000);
      return wait(millis, signal);
    }
    for (const part of parts(text)) {
      if (signal.aborted) return;
      await this.utter(part, voice, tag, signal);
    }
  }

  utter(text, voice, tag, signal) {
    return new Promise((done) => {
      const utterance = new SpeechSynthesisUtterance(text);
      utterance.voice = voice;
      utterance.lang = tag;
      // Some browsers forget to say that they are done.
      const watch = setTimeout(() => {
        this.failures += 1;
        if (this.failures > 1) this.remark('noVoice');
        end();
      }, text.length * 140 + 5000);
      const end = () => {
        clearTimeout(watch);
        signal.removeEventListener('abort', end);
        utterance.onend = utterance.onerror = null;
        if (signal.aborted || this.failures) this.synthesis.cancel();
        done();
      };
      utterance.onend = () => {
        this.failures = 0;
        end();
      };
      utterance.onerror = () => {
        if (!signal.aborted) this.failures += 1;
        end();
      };
      signal.addEventListener('abort', end);
      // Kept, or it may be collected before it has spoken.
      this.utterance = utterance;
      this.synthesis.speak(utterance);
    });
  }
}
