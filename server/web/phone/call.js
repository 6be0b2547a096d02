// A call: asks the server what to do, does it, and tells what came of it. It is to the server what a
// telephone provider is.

import { ask } from './asking.js';
import { madeUp, microphone, record } from './recorder.js';
import { wait } from './voice.js';
import { say } from './words.js';

const ATTEMPTS = 8; // over about a minute
const ENDLESS = 1000;

/** Thrown through everything when the call is over. */
class Over extends Error {
  constructor(why) {
    super(why);
    this.why = why;
  }
}

const random = (letters) => {
  const bytes = crypto.getRandomValues(new Uint8Array(letters / 2));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
};

export class Call {
  constructor({ flow, draft, from, screen, voice, ears, sounds }) {
    Object.assign(this, { flow, draft, screen, voice, ears, sounds });
    this.from = from.trim() || 'client:browser';
    this.id = random(32);
    this.hung = new AbortController();
    this.visits = 0;
    this.recordings = null;
  }

  get signal() {
    return this.hung.signal;
  }

  /** Makes the call; comes back when it is over. */
  async run() {
    const { screen, sounds } = this;
    screen.begin(say('begun', { flow: this.flow.title }));
    screen.state('ringing');
    sounds.startRinging();
    let why = 'overByFlow';
    try {
      const [page] = await Promise.all([this.begin(), this.voice.prepare(), wait(900, this.signal)]);
      sounds.stopRinging();
      this.status = page.status;
      if (this.signal.aborted) throw new Over('overByYou');
      screen.answered();
      let next = page;
      while (next) next = await this.play(next.verbs);
    } catch (error) {
      if (!(error instanceof Over)) console.error(error);
      why = error.why ?? 'overByLoss';
    }
    if (this.signal.aborted && why !== 'overByLoss' && why !== 'overGone') why = 'overByYou';
    this.hung.abort();
    sounds.stop();
    this.tellStatus();
    screen.end(why, this.refusal);
  }

  hangUp() {
    this.hung.abort();
  }

  /** The page is closed: a browser sends this on its way out. */
  leave() {
    this.tellStatus(true);
  }

  tellStatus(isLeaving = false) {
    if (!this.status || this.isToldOver) return;
    this.isToldOver = true;
    const body = new URLSearchParams(this.params({ CallStatus: 'completed' }));
    if (isLeaving) return navigator.sendBeacon(this.status, body);
    this.send(this.status, { method: 'POST', body, keepalive: true }, true).catch(() => {});
  }

  begin(returns) {
    const { flow, draft, from, id } = this;
    const body = JSON.stringify({ flow: flow.id, draft, from, call: id, returns });
    const headers = { 'content-type': 'application/json' };
    return this.send('/phone/calls', { method: 'POST', headers, body });
  }

  params(more) {
    return {
      CallSid: `CA${this.id}`,
      From: this.from,
      To: `client:${this.flow.id}`,
      CallStatus: 'in-progress',
      Direction: 'inbound',
      ApiVersion: '2010-04-01',
      ...more,
    };
  }

  /** Asks what to do next. */
  async next(link, said = {}) {
    if (this.signal.aborted) throw new Over('overByYou');
    this.screen.state('working');
    this.screen.listen(null);
    return this.send(link, { method: 'POST', body: new URLSearchParams(this.params(said)) });
  }

  /** Sends a request until it is answered, always with the same words: the server knows them again. */
  async send(link, options, isLast = false) {
    let isLost = false;
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      if (attempt) await wait(Math.min(400 * 2 ** (attempt - 1), 15000), isLast ? undefined : this.signal);
      if (this.signal.aborted && !isLast) throw new Over('overByYou');
      let response;
      try {
        response = await fetch(link, { ...options, cache: 'no-store', redirect: 'error' });
      } catch {
        if (!isLost) this.screen.line('note', 'lost');
        isLost = true;
        continue;
      }
      if (response.status === 204) return null;
      if (response.ok) {
        const told = await response.json().catch(() => null);
        if (!told) continue;
        if (isLost) this.screen.line('note', 'back');
        return told;
      }
      if (response.status === 429 || response.status >= 500) continue;
      const told = await response.json().catch(() => ({}));
      if (this.status) throw new Over('overGone');
      this.refusal = told.message ?? String(response.status);
      throw new Over('refused');
    }
    throw new Over('overByLoss');
  }

  /** Does what a document says; gives the next one. */
  async play(verbs) {
    for (const verb of verbs) {
      if (this.signal.aborted) throw new Over('overByYou');
      if (verb.verb !== 'hold' && verb.verb !== 'redirect') this.sounds.stopMusic();
      const act = this[`do_${verb.verb.replace('-', '_')}`];
      const next = await act?.call(this, verb);
      if (next) return next;
    }
    // A document that says nothing more ends the call.
    throw new Over('overByFlow');
  }

  // What can be heard.

  async hear(prompt, signal) {
    const times = prompt.times === 0 ? ENDLESS : prompt.times ?? 1;
    if (prompt.verb === 'say') this.screen.line('flow', null, prompt.text, prompt.language);
    if (prompt.verb === 'play') this.screen.line('note', 'playsAudio', prompt.url);
    const skip = new AbortController();
    const both = AbortSignal.any([signal, this.signal, skip.signal]);
    this.screen.canSkip(() => skip.abort());
    for (let time = 0; time < times && !both.aborted; time += 1) {
      this.screen.state(prompt.verb === 'play' ? 'playing' : 'speaking');
      if (prompt.verb === 'say') await this.voice.say(prompt.text, prompt.language, both);
      else if (prompt.verb === 'play') await this.playAudio(prompt.url, both);
      else await wait(this.sounds.tones(prompt.tones) * 1000, both);
      // What takes no time shall not go round without end.
      await wait(20, both);
    }
    this.screen.canSkip(null);
  }

  playAudio(url, signal) {
    return new Promise((done) => {
      const audio = new Audio();
      const end = (isBroken) => {
        signal.removeEventListener('abort', stop);
        audio.onended = audio.onerror = null;
        audio.pause();
        audio.removeAttribute('src');
        if (isBroken) this.screen.line('note', 'cannotPlay', url);
        done();
      };
      const stop = () => end(false);
      audio.onended = stop;
      audio.onerror = () => end(true);
      signal.addEventListener('abort', stop);
      if (!/^https?:\/\//i.test(url)) return end(true);
      audio.muted = !this.sounds.on;
      audio.src = url;
      audio.play().catch(() => end(!signal.aborted));
    });
  }

  do_say(verb) {
    return this.hear(verb, this.signal);
  }

  do_play(verb) {
    return this.hear(verb, this.signal);
  }

  do_tones(verb) {
    this.screen.line('note', 'playsTones', verb.tones);
    return this.hear(verb, this.signal);
  }

  do_pause(verb) {
    return wait(verb.seconds * 1000, this.signal);
  }

  do_hold(verb) {
    if (!this.sounds.music) {
      this.screen.line('note', 'holds');
      this.sounds.startMusic();
      this.sounds.music ??= -1;
    }
    this.screen.state('waiting');
    return wait(verb.seconds * 1000, this.signal);
  }

  do_nothing() {}

  // What is asked.

  async do_gather(verb) {
    const { screen, ears, signal } = this;
    const play = (prompt, stop) => this.hear(prompt, stop);
    const said = await ask(verb, { play, screen, ears, signal });
    return this.next(verb.next, said);
  }

  async do_record(verb) {
    const { screen, signal } = this;
    const stop = new AbortController();
    const both = AbortSignal.any([signal, stop.signal]);
    let key = '';
    screen.onKey = (pressed) => {
      if (!verb.finish.includes(pressed)) return;
      key = pressed;
      stop.abort();
    };
    const stream = await microphone();
    let made = null;
    if (stream) {
      if (verb.beep) await wait(this.sounds.beep() * 1000, both);
      screen.state('recording');
      const card = { title: say('leaveMessage'), text: say('recordText'), options: [['stop', say('stop')]] };
      screen.choose(card, both).then((choice) => choice === 'stop' && stop.abort());
      const { context } = this.sounds;
      made = await record(stream, { silence: verb.seconds, longest: verb.longest, context, signal: both });
      stop.abort();
    } else if (!signal.aborted) {
      if (verb.beep) await wait(this.sounds.beep() * 1000, both);
      const options = [['sound', say('leaveSound')], ['nothing', say('leaveNothing')]];
      const card = { title: say('leaveMessage'), text: say('noMicrophone'), options };
      if ((await screen.choose(card, both)) === 'sound') made = madeUp();
    }
    screen.onKey = null;
    const said = await this.bring(verb, made);
    said.Digits = signal.aborted ? 'hangup' : key;
    if (!signal.aborted) return this.next(verb.next, said);
    // What was recorded counts, also of somebody who has hung up.
    this.tellStatus();
    const body = new URLSearchParams(this.params(said));
    await this.send(verb.next, { method: 'POST', body, keepalive: true }, true).catch(() => {});
    throw new Over('overByYou');
  }

  /** Brings a recording to the server; gives what the flow is told of it. */
  async bring(verb, made) {
    if (!made?.spoke || !made.sound.size) {
      this.screen.line('note', 'recordedNothing');
      return { RecordingUrl: '', RecordingDuration: '0' };
    }
    try {
      const headers = { 'content-type': made.sound.type };
      const kept = await this.send(verb.upload, { method: 'POST', headers, body: made.sound }, true);
      this.screen.sound(say('recorded', { seconds: made.seconds }), made.sound);
      return { RecordingUrl: kept.url, RecordingSid: kept.sid, RecordingDuration: String(made.seconds) };
    } catch {
      this.screen.line('note', 'notUploaded');
      return { RecordingUrl: '', RecordingDuration: '0' };
    }
  }

  // Other people, and other programs.

  async do_dial(verb) {
    const { screen, sounds } = this;
    const to = verb.to.join(', ') || '?';
    const details = [say('dialText')];
    if (verb.shown) details.push(say('shown', { number: verb.shown }));
    const options = [
      ['answered', say('answered')], ['busy', say('busy')], ['no-answer', say('noAnswer')], ['failed', say('failed')],
    ];
    screen.state('working');
    sounds.startRinging();
    const card = { title: say('dials', { to }), text: details.join(' '), options, seconds: verb.seconds };
    const outcome = (await screen.choose(card, this.signal)) ?? 'no-answer';
    sounds.stopRinging();
    if (this.signal.aborted) throw new Over('overByYou');
    const label = options.find(([id]) => id === outcome)?.[1] ?? outcome;
    screen.line('note', null, say('dialled', { to, outcome: label }));
    const said = { DialCallStatus: outcome, DialCallSid: `CA${random(32)}` };
    if (outcome === 'answered') {
      const began = performance.now();
      const talk = { title: say('talk', { to }), text: say('talkText'), options: [['end', say('endTalk')]], seconds: verb.longest };
      screen.state('inCall');
      await screen.choose(talk, this.signal);
      said.DialCallStatus = 'completed';
      said.DialCallDuration = String(Math.max(1, Math.round((performance.now() - began) / 1000)));
    }
    return this.next(verb.next, said);
  }

  async do_conference(verb) {
    this.screen.state('inCall');
    const title = say('conference', { name: verb.name });
    const card = { title, text: say('conferenceText'), options: [['leave', say('leave')]] };
    await this.screen.choose(card, this.signal);
    if (this.signal.aborted) throw new Over('overByYou');
    this.screen.line('note', 'left');
    if (!verb.next) throw new Over('overByFlow');
    return this.next(verb.next);
  }

  /** The page says how something went that it cannot do. */
  async serve(verb, title, text, options, name) {
    const outcome = await this.screen.choose({ title: say(title), text: say(text), options }, this.signal);
    if (this.signal.aborted) throw new Over('overByYou');
    this.screen.line('note', null, `${say(title)}: ${options.find(([id]) => id === outcome)?.[1]}`);
    return this.next(verb.next, { [name]: outcome });
  }

  do_pay(verb) {
    const options = [
      ['success', say('paid')], ['too-many-failed-attempts', say('attempts')],
      ['caller-interrupted-with-star', say('star2')], ['validation-error', say('invalid')],
    ];
    return this.serve(verb, 'pay', 'payText', options, 'Result');
  }

  do_agent(verb) {
    const options = [['completed', say('completed')], ['live-agent-handoff', say('handoff')], ['failed', say('failed')]];
    return this.serve(verb, 'agent', 'agentText', options, 'VirtualAgentStatus');
  }

  do_relay(verb) {
    const options = [['completed', say('completed')], ['failed', say('failed')]];
    return this.serve(verb, 'agent', 'agentText', options, 'SessionStatus');
  }

  async do_away(verb) {
    const options = ['return', 'fail'].map((exit) => [exit, say('comeBack', { exit })]);
    const exit = await this.screen.choose({ title: say('away'), text: verb.url, options }, this.signal);
    if (this.signal.aborted) throw new Over('overByYou');
    return this.begin(exit);
  }

  do_redirect(verb) {
    // Somebody who waits asks the same again and again: each visit is one of its own.
    const isVisit = verb.next.endsWith('/waiting');
    return this.next(verb.next, isVisit ? { Visit: String((this.visits += 1)) } : {});
  }

  do_hang_up() {
    throw new Over('overByFlow');
  }
}
