// Recording: what a caller leaves, by the microphone where the page may use it.

import { wait } from './voice.js';

const KINDS = ['audio/webm;codecs=opus', 'audio/webm', 'audio/ogg;codecs=opus', 'audio/mp4'];

const QUIET = 0.012; // below this nobody speaks

/** Opens the microphone; nothing when the page may not. */
export async function microphone() {
  try {
    if (!globalThis.MediaRecorder || !navigator.mediaDevices) return null;
    return await navigator.mediaDevices.getUserMedia({ audio: true });
  } catch {
    return null;
  }
}

/**
 * Records until the signal stops it, nobody speaks for `silence` seconds (0: however long), or it is
 * `longest` seconds long. Gives the sound, its seconds, and whether anybody spoke.
 */
export async function record(stream, { silence, longest, context, signal }) {
  const kind = KINDS.find((kind) => MediaRecorder.isTypeSupported(kind));
  const recorder = new MediaRecorder(stream, kind ? { mimeType: kind } : {});
  const pieces = [];
  recorder.ondataavailable = (event) => event.data.size && pieces.push(event.data);
  const stopped = new Promise((done) => (recorder.onstop = done));
  const began = performance.now();
  recorder.start(1000);
  const spoke = await untilQuiet(stream, { silence, longest, context, signal });
  const seconds = Math.round((performance.now() - began) / 1000);
  recorder.stop();
  await stopped;
  for (const track of stream.getTracks()) track.stop();
  const type = (recorder.mimeType || kind || 'audio/webm').split(';')[0];
  return { sound: new Blob(pieces, { type }), seconds: Math.max(seconds, 1), spoke };
}

async function untilQuiet(stream, { silence, longest, context, signal }) {
  const end = performance.now() + longest * 1000;
  let heard = performance.now();
  let spoke = !context;
  const analyser = context?.createAnalyser();
  const source = context?.createMediaStreamSource(stream);
  if (analyser) source.connect(analyser);
  const wave = new Float32Array(analyser?.fftSize ?? 0);
  while (!signal.aborted && performance.now() < end) {
    await wait(100, signal);
    if (analyser) {
      analyser.getFloatTimeDomainData(wave);
      const loudness = Math.sqrt(wave.reduce((sum, value) => sum + value * value, 0) / wave.length);
      if (loudness > QUIET) {
        heard = performance.now();
        spoke = true;
      }
    }
    if (silence && analyser && performance.now() - heard > silence * 1000) break;
  }
  source?.disconnect();
  return spoke;
}

/** Two seconds of three tones, as a WAV: something to leave where nobody can record. */
export function madeUp() {
  const rate = 8000;
  const seconds = 2;
  const count = rate * seconds;
  const bytes = new DataView(new ArrayBuffer(44 + count * 2));
  const text = (at, word) => [...word].forEach((sign, i) => bytes.setUint8(at + i, sign.charCodeAt(0)));
  text(0, 'RIFF');
  bytes.setUint32(4, 36 + count * 2, true);
  text(8, 'WAVEfmt ');
  bytes.setUint32(16, 16, true);
  bytes.setUint16(20, 1, true);
  bytes.setUint16(22, 1, true);
  bytes.setUint32(24, rate, true);
  bytes.setUint32(28, rate * 2, true);
  bytes.setUint16(32, 2, true);
  bytes.setUint16(34, 16, true);
  text(36, 'data');
  bytes.setUint32(40, count * 2, true);
  for (let i = 0; i < count; i += 1) {
    const third = Math.floor((i * 3) / count);
    const fade = Math.sin((Math.PI * ((i * 3) % count)) / count);
    const value = Math.sin((2 * Math.PI * [392, 494, 587][third] * i) / rate) * fade * 8000;
    bytes.setInt16(44 + i * 2, value, true);
  }
  return { sound: new Blob([bytes.buffer], { type: 'audio/wav' }), seconds, spoke: true };
}
