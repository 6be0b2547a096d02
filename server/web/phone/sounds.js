// Sounds that the page makes itself: keys, ringing, a beep, and music for those who wait. All of it is
// synthesised, so there is nothing to license and nothing to load.

const LOW = { 1: 697, 2: 697, 3: 697, A: 697, 4: 770, 5: 770, 6: 770, B: 770, 7: 852, 8: 852, 9: 852, C: 852, '*': 941, 0: 941, '#': 941, D: 941 };
const HIGH = { 1: 1209, 4: 1209, 7: 1209, '*': 1209, 2: 1336, 5: 1336, 8: 1336, 0: 1336, 3: 1477, 6: 1477, 9: 1477, '#': 1477, A: 1633, B: 1633, C: 1633, D: 1633 };

// Four bars that go round: a broken chord each, with a note that sings above it.
const BARS = [
  { chord: [48, 55, 60, 64, 67, 64, 60, 55], song: [76, 74] },
  { chord: [45, 52, 57, 60, 64, 60, 57, 52], song: [72, 76] },
  { chord: [41, 48, 53, 57, 60, 57, 53, 48], song: [69, 72] },
  { chord: [43, 50, 55, 59, 62, 59, 55, 50], song: [71, 67] },
];
const STEP = 0.29;

const hertz = (note) => 440 * 2 ** ((note - 69) / 12);

export class Sounds {
  constructor() {
    this.context = null;
    this.loud = null;
    this.music = null;
    this.ring = null;
    this.on = true;
  }

  /** Has to be called from a person's press: browsers are silent before one. */
  wake() {
    const Context = globalThis.AudioContext;
    if (!this.context && Context) {
      try {
        this.context = new Context();
        this.loud = this.context.createGain();
        this.loud.connect(this.context.destination);
        this.setOn(this.on);
      } catch {
        this.context = null;
      }
    }
    this.context?.resume().catch(() => {});
  }

  setOn(on) {
    this.on = on;
    if (this.loud) this.loud.gain.value = on ? 1 : 0;
  }

  tone(frequency, from, seconds, volume, shape = 'sine', soft = 0.012) {
    if (!this.context) return null;
    const at = this.context.currentTime + from;
    const oscillator = this.context.createOscillator();
    const gain = this.context.createGain();
    oscillator.type = shape;
    oscillator.frequency.value = frequency;
    gain.gain.setValueAtTime(0, at);
    gain.gain.linearRampToValueAtTime(volume, at + soft);
    gain.gain.setValueAtTime(volume, Math.max(at + soft, at + seconds - soft));
    gain.gain.linearRampToValueAtTime(0, at + seconds);
    oscillator.connect(gain).connect(this.loud);
    oscillator.start(at);
    oscillator.stop(at + seconds + 0.02);
    return oscillator;
  }

  key(key) {
    if (!LOW[key]) return;
    this.tone(LOW[key], 0, 0.12, 0.07);
    this.tone(HIGH[key], 0, 0.12, 0.07);
  }

  /** Plays keypad tones, and says how many seconds that takes. */
  tones(text) {
    let at = 0;
    for (const sign of text) {
      if (sign === 'w') at += 0.5;
      else if (sign === 'W') at += 1;
      else if (LOW[sign]) {
        this.tone(LOW[sign], at, 0.15, 0.07);
        this.tone(HIGH[sign], at, 0.15, 0.07);
        at += 0.22;
      }
    }
    return at;
  }

  beep() {
    this.tone(1000, 0, 0.35, 0.12);
    return 0.4;
  }

  /** The sound of the other side's telephone. */
  startRinging() {
    this.stopRinging();
    const once = () => {
      this.tone(440, 0, 1, 0.045);
      this.tone(480, 0, 1, 0.045);
    };
    once();
    this.ring = setInterval(once, 3000);
  }

  stopRinging() {
    clearInterval(this.ring);
    this.ring = null;
  }

  startMusic() {
    if (this.music || !this.context) return;
    const band = this.context.createGain();
    band.connect(this.loud);
    this.band = band;
    let bar = 0;
    const length = STEP * 8;
    const play = () => {
      const { chord, song } = BARS[bar % BARS.length];
      chord.forEach((note, step) => this.pluck(hertz(note), step * STEP, step === 0 ? 0.06 : 0.035));
      song.forEach((note, step) => this.pluck(hertz(note), step * STEP * 4, 0.03, 'sine', 1.1));
      bar += 1;
    };
    play();
    this.music = setInterval(play, length * 1000);
  }

  pluck(frequency, from, volume, shape = 'triangle', seconds = 0.9) {
    const at = this.context.currentTime + from + 0.02;
    const oscillator = this.context.createOscillator();
    const gain = this.context.createGain();
    oscillator.type = shape;
    oscillator.frequency.value = frequency;
    gain.gain.setValueAtTime(0.0001, at);
    gain.gain.exponentialRampToValueAtTime(volume, at + 0.02);
    gain.gain.exponentialRampToValueAtTime(0.0001, at + seconds);
    oscillator.connect(gain).connect(this.band);
    oscillator.start(at);
    oscillator.stop(at + seconds + 0.05);
  }

  stopMusic() {
    clearInterval(this.music);
    this.music = null;
    this.band?.gain.setTargetAtTime(0, this.context.currentTime, 0.08);
    this.band = null;
  }

  stop() {
    this.stopRinging();
    this.stopMusic();
  }
}
