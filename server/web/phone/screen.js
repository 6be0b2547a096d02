// The screen: the only part that touches what is seen. Everything that strangers wrote goes in as text.

import { say } from './words.js';

const $ = (id) => document.getElementById(id);
const MOST_LINES = 500;

function make(tag, className, text) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text !== undefined) element.textContent = text;
  return element;
}

export class Screen {
  constructor() {
    this.onKey = this.onSay = this.onTyping = null;
    this.log = $('log');
    this.began = 0;
    this.record = [];
    this.isAtEnd = true;
    // Whoever reads the last line goes on reading it when the page changes its shape.
    this.log.addEventListener('scroll', () => (this.isAtEnd = this.distance() < 80));
    new ResizeObserver(() => this.isAtEnd && (this.log.scrollTop = this.log.scrollHeight)).observe(this.log);
  }

  distance() {
    return this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight;
  }

  begin(title) {
    this.log.replaceChildren();
    this.record = [];
    this.note(title);
    $('empty').hidden = true;
    $('card').hidden = true;
    $('copy').hidden = false;
    document.body.dataset.call = 'ringing';
    $('dial').hidden = true;
    $('hang-up').hidden = false;
    $('hang-up').focus();
    $('flow').disabled = $('use-draft').disabled = $('from').disabled = true;
    this.pressed('');
    this.time(0);
  }

  answered() {
    document.body.dataset.call = 'live';
    this.began = performance.now();
    this.clock = setInterval(() => this.time((performance.now() - this.began) / 1000), 500);
    this.state('inCall');
  }

  end(why, refusal) {
    clearInterval(this.clock);
    this.onKey = this.onSay = this.onTyping = null;
    this.listen(null);
    this.canSkip(null);
    $('card').hidden = true;
    document.body.dataset.call = 'over';
    this.note(say(why, { why: refusal }));
    this.state('ended');
    const hadFocus = document.activeElement === $('hang-up') || document.activeElement === document.body;
    $('hang-up').hidden = true;
    $('dial').querySelector('span').textContent = say('callAgain');
    $('dial').hidden = false;
    if (hadFocus) $('dial').focus();
    $('flow').disabled = $('use-draft').disabled = $('from').disabled = false;
  }

  time(seconds) {
    const whole = Math.floor(seconds);
    $('time').textContent = `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
  }

  state(name) {
    const text = say(name);
    if ($('state').textContent !== text) $('state').textContent = text;
    document.body.dataset.state = name;
    if (!name.startsWith('listening')) this.countDown(0);
  }

  /** A thin line that shows how much time there is to answer. */
  countDown(seconds) {
    const bar = $('bar');
    for (const running of bar.getAnimations()) running.cancel();
    bar.parentElement.classList.toggle('runs', seconds > 0);
    if (seconds) bar.animate([{ transform: 'scaleX(1)' }, { transform: 'scaleX(0)' }], { duration: seconds * 1000, fill: 'forwards' });
  }

  pressed(keys) {
    $('pressed').textContent = keys;
  }

  note(text) {
    this.line('note', null, text);
  }

  /** Adds a line: `flow`, `you`, `quiet` or `note`; by the name of a sentence, or as it is. */
  line(kind, name, text = '', language = '') {
    const words = name ? say(name, { url: text, tones: text }) : text;
    const isNearEnd = this.distance() < 80;
    const item = make('li', kind);
    const who = { flow: 'flowSays', you: 'you', quiet: 'you', note: 'note' }[kind];
    item.append(make('span', 'who', `${say(who)}: `));
    const said = make('span', 'said', words);
    if (language) said.lang = language;
    item.append(said);
    this.add(item, isNearEnd);
    this.record.push(`${say(who)}: ${words}`);
    return item;
  }

  keysLine(keys, isHidden) {
    const item = this.line('you', null, isHidden ? say('hidden') : say('heardKeys', { keys }));
    if (isHidden) return;
    item.querySelector('.said').replaceChildren(
      ...[...keys].map((key) => make('kbd', '', key)),
    );
  }

  sound(text, blob) {
    const item = this.line('you', null, text);
    const audio = make('audio');
    audio.controls = true;
    audio.src = URL.createObjectURL(blob);
    audio.setAttribute('aria-label', text);
    item.append(audio);
    this.log.scrollTop = this.log.scrollHeight;
  }

  add(item, isNearEnd) {
    while (this.log.childElementCount >= MOST_LINES) this.log.firstElementChild.remove();
    this.hearing('');
    this.log.append(item);
    if (isNearEnd) this.log.scrollTop = this.log.scrollHeight;
  }

  /** What is being understood just now. */
  hearing(text) {
    $('say').placeholder = text || say('say');
  }

  /** What the flow listens for: `keys`, `speech`, or nothing. */
  listen(what) {
    document.body.dataset.listens = what ?? '';
    $('say').disabled = $('say-send').disabled = what !== 'speech';
    if (!what) {
      $('say').value = '';
      this.hearing('');
      this.countDown(0);
    }
  }

  canSkip(skip) {
    this.skip = skip;
    $('skip').disabled = !skip;
  }

  /**
   * Lets the person decide. Options are pairs of an id and a label. Gives the id; nothing when the time
   * is over or the signal ends it.
   */
  choose({ title, text, options, seconds }, signal) {
    return new Promise((done) => {
      const card = $('card');
      let timer;
      const end = (id) => {
        clearTimeout(timer);
        signal.removeEventListener('abort', stop);
        card.hidden = true;
        const hadFocus = card.contains(document.activeElement) || document.activeElement === document.body;
        if (hadFocus && !signal.aborted) $('hang-up').focus();
        done(id);
      };
      const stop = () => end(null);
      if (signal.aborted) return done(null);
      $('card-title').textContent = title;
      $('card-text').textContent = text ?? '';
      $('card-time').textContent = seconds ? say('rings', { seconds }) : '';
      const buttons = options.map(([id, label], place) => {
        const button = make('button', place ? 'plain' : 'main', label);
        button.type = 'button';
        button.dataset.choice = id;
        button.onclick = () => end(id);
        return button;
      });
      $('card-buttons').replaceChildren(...buttons);
      card.hidden = false;
      this.note(title);
      signal.addEventListener('abort', stop);
      if (seconds) timer = setTimeout(stop, seconds * 1000);
      if ($('hang-up') === document.activeElement || document.activeElement === document.body) buttons[0].focus();
      card.scrollIntoView({ block: 'nearest' });
    });
  }
}
