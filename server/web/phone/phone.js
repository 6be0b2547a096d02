// The page as a whole: which flow, which tab, the keypad, and one call at a time.

import { Call } from './call.js';
import { Ears } from './ears.js';
import { Screen } from './screen.js';
import { Sounds } from './sounds.js';
import { Voice } from './voice.js';
import { language, say, translate } from './words.js';

const $ = (id) => document.getElementById(id);
const KEYS = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '*', '0', '#'];
const LETTERS = { 2: 'ABC', 3: 'DEF', 4: 'GHI', 5: 'JKL', 6: 'MNO', 7: 'PQRS', 8: 'TUV', 9: 'WXYZ', 0: '+' };

translate(document);
document.title = `${say('title')} · Centralita`;

const screen = new Screen();
const sounds = new Sounds();
const voice = new Voice((text) => screen.note(text));
const ears = new Ears(() => screen.line('note', 'noEars'));
let flows = [];
let inbox = '';
let call = null;
let chat = null;

function chosen() {
  return flows.find((flow) => flow.id === $('flow').value);
}

// The flows.

async function load() {
  $('trouble').hidden = true;
  try {
    const response = await fetch('/phone/flows', { cache: 'no-store' });
    if (!response.ok) throw new Error(String(response.status));
    ({ flows, inbox } = await response.json());
  } catch {
    return trouble('flowsFailed', true);
  }
  // A file's name is read as a title: "welcome_menu" as "Welcome menu".
  for (const flow of flows) flow.title = flow.name.replace(/[_-]+/g, ' ').trim().replace(/^./u, (first) => first.toUpperCase()) || flow.id;
  $('flow').replaceChildren(...flows.map((flow) => new Option(flow.title, flow.id)));
  const asked = new URLSearchParams(location.search).get('flow');
  const found = asked ? named(asked) : flows.find((flow) => flow.id === kept('flow'));
  if (found) $('flow').value = found.id;
  const none = flows.length === 0;
  $('flow').disabled = none;
  $('dial').disabled = none;
  if (none) $('flow').replaceChildren(new Option('—', ''));
  if (none) trouble('noFlows', false);
  else if (asked && !found) {
    trouble('noSuchFlow', false, { flow: asked });
    $('flow').prepend(new Option('—', ''));
    $('flow').selectedIndex = 0;
  }
  choose();
}

/** The flow that an address names: by id, by name or title, or by a number on which it answers. */
function named(text) {
  const plain = text.trim().toLowerCase();
  // In an address a plus that nobody escaped is a space.
  const number = plain.replace(/[^0-9]/g, '');
  return flows.find((flow) => [flow.id, flow.name, flow.title].some((one) => one.toLowerCase() === plain))
    ?? flows.find((flow) => flow.numbers.some((one) => one.toLowerCase() === plain || (number && one.replace(/^\+/, '') === number)));
}

function trouble(name, canTryAgain, values) {
  $('trouble-text').textContent = say(name, values);
  $('trouble-again').hidden = !canTryAgain;
  $('trouble').hidden = false;
  $('trouble').classList.toggle('broken', canTryAgain);
  $('dial').disabled = true;
}

function choose() {
  const flow = chosen();
  const hasDraft = Boolean(flow?.published) && flow.newest > flow.published;
  $('draft').hidden = !hasDraft;
  if (!hasDraft) $('use-draft').checked = false;
  if (flow) keep('flow', flow.id);
  if (!$('chat-panel').hidden) openChat();
}

// What is remembered between visits; where a browser keeps nothing, the page works all the same.

function kept(name) {
  try {
    return localStorage.getItem(`centralita-phone:${name}`);
  } catch {
    return null;
  }
}

function keep(name, value) {
  try {
    localStorage.setItem(`centralita-phone:${name}`, value);
  } catch {
    // Nothing is kept.
  }
}

// The call.

async function begin() {
  const flow = chosen();
  if (call || !flow) return;
  sounds.wake();
  keep('from', $('from').value);
  const draft = $('use-draft').checked || !flow.published;
  call = new Call({ flow, draft, from: $('from').value, screen, voice, ears, sounds });
  await call.run();
  call = null;
}

function press(key) {
  sounds.wake();
  sounds.key(key);
  const button = $('keys').querySelector(`[data-key="${key}"]`);
  button.classList.add('down');
  setTimeout(() => button.classList.remove('down'), 130);
  if (screen.onKey) screen.onKey(key);
}

for (const key of KEYS) {
  const button = document.createElement('button');
  button.type = 'button';
  button.dataset.key = key;
  const name = { '*': say('star'), '#': say('pound') }[key] ?? key;
  button.setAttribute('aria-label', say('key', { key: name }));
  const letters = document.createElement('small');
  letters.textContent = LETTERS[key] ?? '';
  button.append(key, letters);
  button.onclick = () => press(key);
  $('keys').append(button);
}

document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || $('call-panel').hidden) return;
  const isWriting = event.target.closest('input:not([type="checkbox"]), select, textarea');
  if (isWriting) return;
  if (KEYS.includes(event.key)) {
    event.preventDefault();
    press(event.key);
  } else if (event.key === 'Escape' && call) {
    call.hangUp();
  }
});

$('dial').onclick = begin;
$('hang-up').onclick = () => call?.hangUp();
$('skip').onclick = () => screen.skip?.();
$('flow').onchange = () => {
  $('trouble').hidden = true;
  $('dial').disabled = !chosen();
  $('dial').querySelector('span').textContent = say('callButton');
  choose();
};
$('trouble-again').onclick = load;
$('from').value = kept('from') ?? '+15550100';
$('say-form').onsubmit = (event) => {
  event.preventDefault();
  const text = $('say').value.trim();
  if (!text || !screen.onSay) return;
  $('say').value = '';
  screen.onSay(text);
};
$('say').oninput = () => screen.onTyping?.();
$('copy').onclick = async () => {
  try {
    await navigator.clipboard.writeText(screen.record.join('\n'));
    $('copy').textContent = say('copied');
    setTimeout(() => ($('copy').textContent = say('copy')), 1500);
  } catch {
    getSelection().selectAllChildren($('log'));
  }
};
$('aloud').checked = kept('aloud') !== 'no';
$('aloud').onchange = () => {
  voice.aloud = $('aloud').checked;
  sounds.setOn(voice.aloud);
  keep('aloud', voice.aloud ? 'yes' : 'no');
};
$('aloud').onchange();
$('listen').disabled = !ears.can;
$('listen').checked = ears.can && kept('listen') !== 'no';
$('listen').onchange = () => {
  ears.on = $('listen').checked;
  keep('listen', ears.on ? 'yes' : 'no');
};
ears.on = $('listen').checked;
addEventListener('pagehide', () => call?.leave());

// The tabs.

const TABS = ['call', 'chat'];

function show(name) {
  for (const tab of TABS) {
    const isShown = tab === name;
    $(`${tab}-tab`).setAttribute('aria-selected', String(isShown));
    $(`${tab}-tab`).tabIndex = isShown ? 0 : -1;
    $(`${tab}-panel`).hidden = !isShown;
  }
  if (name === 'chat') openChat();
  history.replaceState(null, '', name === 'chat' ? '#chat' : location.pathname + location.search);
}

for (const [place, tab] of TABS.entries()) {
  $(`${tab}-tab`).onclick = () => show(tab);
  $(`${tab}-tab`).onkeydown = (event) => {
    if (!['ArrowLeft', 'ArrowRight'].includes(event.key)) return;
    const other = TABS[1 - place];
    show(other);
    $(`${other}-tab`).focus();
  };
}

function openChat() {
  const flow = chosen();
  if (!flow || !globalThis.centralitaChat) return;
  if (chat?.flow === flow.id) return;
  chat?.widget.close();
  const { title } = flow;
  const widget = globalThis.centralitaChat({ inbox, flow: flow.id, target: $('chat-place'), title, language });
  chat = { flow: flow.id, widget };
}

await load();
show(location.hash === '#chat' ? 'chat' : 'call');
document.body.dataset.ready = 'yes';
