// Numbers, accounts and secrets: what is set is asked of the server's API, and shown as it answers.

import { everywhere, language, say, time } from './words.js';

const PROVIDERS = { twilio: 'Twilio', signalwire: 'SignalWire', telnyx: 'Telnyx', somleng: 'Somleng' };
const at = (id) => document.getElementById(id);
let world = { numbers: [], connections: [], flows: [], secrets: [], session: {} };

// Asks the server; a refusal is thrown with its own words.
async function ask(method, path, body, version) {
  const headers = { 'x-centralita': '1' };
  if (body !== undefined) headers['content-type'] = 'application/json';
  if (version) headers['if-match'] = `"${version}"`;
  let answer;
  try {
    answer = await fetch(`/api/v1${path}`, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) });
  } catch {
    throw Object.assign(new Error(say('failed')), { status: 0 });
  }
  const text = await answer.text();
  let said = {};
  try { said = text ? JSON.parse(text) : {}; } catch { /* a proxy's own page */ }
  if (!answer.ok) throw Object.assign(new Error(said.message || `${answer.status}`), { status: answer.status });
  return said;
}

// An element; texts in it are texts and never markup.
function make(kind, attributes = {}, ...inner) {
  const element = document.createElement(kind);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element.addEventListener(name, value);
    else if (value === true) element.setAttribute(name, '');
    else if (value !== false && value !== undefined) element.setAttribute(name, value);
  }
  element.append(...inner.filter((part) => part !== undefined));
  return element;
}

const may = (...roles) => (world.session.who?.roles || []).some((role) => role === 'admin' || roles.includes(role));
const flowOf = (id) => world.flows.find((flow) => flow.id === id);
const button = (word, act, name) => make('button', { type: 'button', click: act, 'aria-label': name && `${say(word)}: ${name}` }, say(word));

async function look() {
  const trouble = at('trouble');
  try {
    world.session = await ask('GET', '/session');
    if (!world.session.who) {
      trouble.replaceChildren(make('p', {}, say('loginFirst')), make('a', { href: '/login', class: 'main' }, say('login')));
      trouble.hidden = false;
      return;
    }
    const [numbers, flows] = await Promise.all([ask('GET', '/numbers'), ask('GET', '/flows')]);
    world.numbers = numbers.numbers;
    world.flows = flows.flows;
    world.connections = may('operator') ? (await ask('GET', '/connections')).connections : [];
    world.secrets = may() ? (await ask('GET', '/secrets')).secrets : [];
  } catch (error) {
    trouble.replaceChildren(make('p', {}, error.status === 403 ? say('notAllowed') : error.message));
    trouble.hidden = false;
    return;
  }
  trouble.hidden = true;
  show();
}

function show() {
  const host = new URL(world.session.public).hostname;
  const isLocal = host === 'localhost' || host.startsWith('127.') || host === '[::1]';
  at('local').hidden = !isLocal;
  at('local').textContent = say('local', { public: world.session.public });
  const accounts = world.connections.filter((one) => one.kind === 'twiml');
  at('numbers').hidden = false;
  at('accounts').hidden = !may('operator');
  at('secrets').hidden = !may();
  at('add-number').hidden = !may('operator') || accounts.length === 0 || world.flows.length === 0;
  at('add-account').hidden = !may();
  at('no-numbers').hidden = world.numbers.length > 0;
  at('no-accounts').hidden = accounts.length > 0;
  at('number-list').replaceChildren(...world.numbers.map(number));
  at('account-list').replaceChildren(...accounts.map(account));
  at('secret-list').replaceChildren(...world.secrets.map(secret));
  document.body.dataset.ready = 'yes';
}

function number(one) {
  const { id, address, connection, flow, name, version } = one;
  // What was closed until a moment that has passed answers again.
  const closed = one.closed?.until_millis && one.closed.until_millis <= Date.now() ? undefined : one.closed;
  const answers = flowOf(flow);
  let state = answers ? say('open', { flow: answers.name }) : say('noFlow');
  if (answers && !answers.published) state = say('noDraft');
  if (closed) state = closed.until_millis ? say('closedUntil', { time: time(closed.until_millis) }) : say('closed');
  const isGood = answers?.published && !closed;
  const put = (change) => ask('PUT', `/numbers/${id}`, { address, connection, flow, name, closed, ...change }, version);
  const buttons = make('div', { class: 'buttons' });
  if (may('operator')) {
    buttons.append(
      button('change', () => numberDialog(one), address),
      closed ? button('reopen', () => put({ closed: undefined }).then(look, wrong), address) : button('close', () => closeDialog(one, put), address),
      button('remove', () => removeDialog(address, 'removeNumber', () => ask('DELETE', `/numbers/${id}`)), address),
    );
  }
  const base = `${world.session.public}/line/${connection}`;
  const addresses = [['voiceUrl', `${base}/call`], ['messageUrl', `${base}/message`], ['statusUrl', `${base}/status`]];
  return make('li', {},
    make('div', { class: 'row' },
      make('div', { class: 'what' },
        make('strong', {}, address), name ? make('span', { class: 'weak' }, name) : undefined,
        make('p', { class: isGood ? 'good' : 'stopped' }, state)),
      buttons),
    make('p', { class: 'links' }, make('a', { href: `/phone/?flow=${encodeURIComponent(address.replace(/^\+/, ''))}` }, say('call'))),
    make('details', {}, make('summary', {}, `${say('atProvider')} · ${say('post')}`), make('dl', {}, ...addresses.flatMap(([word, text]) => [
      make('dt', {}, say(word)), make('dd', {}, make('code', {}, text), copy(text, say(word))),
    ]))));
}

function copy(text, name) {
  const it = button('copy', async () => {
    await navigator.clipboard.writeText(text);
    it.textContent = say('copied');
  }, name);
  return it;
}

function account(one) {
  const buttons = make('div', { class: 'buttons' });
  if (may()) {
    if (one.profile === 'twilio') buttons.append(button('bring', () => bringDialog(one), one.id));
    buttons.append(
      button('change', () => accountDialog(one), one.id),
      button('remove', () => removeDialog(one.name || one.id, 'removeAccount', () => ask('DELETE', `/connections/${one.id}`)), one.id),
    );
  }
  const details = [PROVIDERS[one.profile] || one.profile, one.account, one.secrets > 1 ? say('tokens', { count: one.secrets }) : ''];
  return make('li', {}, make('div', { class: 'row' },
    make('div', { class: 'what' }, make('strong', {}, one.name || one.id), one.name ? make('span', { class: 'weak' }, one.id) : undefined,
      make('p', { class: 'weak' }, details.filter(Boolean).join(' · '))),
    buttons));
}

function secret(one) {
  return make('li', {}, make('div', { class: 'row' },
    make('div', { class: 'what' }, make('strong', {}, one.name), make('p', { class: 'weak' }, say('setOn', { time: time(one.updated_millis) }))),
    make('div', { class: 'buttons' },
      button('change', () => secretDialog(one.name), one.name),
      button('remove', () => removeDialog(one.name, 'removeSecret', () => ask('DELETE', `/secrets/${one.name}`)), one.name))));
}

// The one dialog: its fields, and what becomes of them. What is refused is told in it, and nothing typed is lost.
function dialog(title, fields, word, act) {
  at('dialog-title').textContent = title;
  at('fields').replaceChildren(...fields);
  at('do').textContent = word;
  at('do').hidden = !act;
  at('cancel').textContent = say(act ? 'cancel' : 'closeDialog');
  at('wrong').hidden = true;
  const it = at('dialog');
  it.querySelector('form').onsubmit = async (event) => {
    event.preventDefault();
    at('do').disabled = true;
    try {
      const came = await act((name) => at(`field-${name}`)?.value.trim() ?? '');
      if (came !== 'stays') it.close();
      await look();
    } catch (error) {
      at('wrong').textContent = error.message;
      at('wrong').hidden = false;
    }
    at('do').disabled = false;
  };
  if (!it.open) it.showModal();
}

function field(name, label, help, control) {
  control.id = `field-${name}`;
  if (help) control.setAttribute('aria-describedby', `help-${name}`);
  return make('div', { class: 'field' }, make('label', { for: control.id }, label), control,
    help ? make('p', { class: 'help', id: `help-${name}` }, help) : undefined);
}

const text = (value, more = {}) => Object.assign(make('input', { type: 'text', autocomplete: 'off', spellcheck: 'false', ...more }), { value: value || '' });
const hidden = (more) => make('input', { type: 'password', autocomplete: 'new-password', spellcheck: 'false', ...more });

function choice(options, chosen) {
  return make('select', {}, ...options.map(([value, label]) => make('option', { value, selected: value === chosen }, label)));
}

function numberDialog(one) {
  const accounts = world.connections.filter((it) => it.kind === 'twiml').map((it) => [it.id, it.name || it.id]);
  const flows = world.flows.map((flow) => [flow.id, flow.name]);
  dialog(say('numberTitle'), [
    field('address', say('address'), say('addressHelp'), text(one?.address, { required: true, inputmode: 'tel', maxlength: 200 })),
    field('account', say('account'), '', choice(accounts, one?.connection)),
    field('flow', say('flow'), '', choice(flows, one?.flow)),
    field('name', say('name'), '', text(one?.name, { maxlength: 200 })),
  ], say('save'), (value) => {
    const id = one?.id || newId(value('address'));
    const put = { address: value('address'), connection: value('account'), flow: value('flow'), name: value('name'), closed: one?.closed };
    return ask('PUT', `/numbers/${id}`, put, one?.version);
  });
}

// An id that no number has: the server refuses an address that another one has, instead of changing that.
function newId(address) {
  const base = address.replace(/[^A-Za-z0-9]/g, '').slice(0, 60) || 'number';
  let id = base;
  for (let count = 2; world.numbers.some((one) => one.id === id); count += 1) id = `${base}-${count}`;
  return id;
}

function closeDialog(one, put) {
  const words = make('textarea', { rows: 3, required: true, maxlength: 1000 });
  const languages = [['en-US', 'English'], ['es-ES', 'Español'], ['es-MX', 'Español (México)'], ['pt-BR', 'Português'], ['fr-FR', 'Français'], ['de-DE', 'Deutsch']];
  dialog(say('closeTitle', { name: one.address }), [
    field('say', say('closeSay'), say('closeSayHelp'), words),
    field('language', say('closeLanguage'), '', choice(languages, language === 'es' ? 'es-ES' : 'en-US')),
    field('until', say('closeUntil'), say('closeUntilHelp'), make('input', { type: 'datetime-local' })),
  ], say('closeDo'), (value) => {
    const until = value('until') ? new Date(value('until')).getTime() : undefined;
    return put({ closed: { say: value('say'), language: value('language'), until_millis: until } });
  });
}

function accountDialog(one) {
  const provider = choice(Object.entries(PROVIDERS), one?.profile);
  const token = hidden({ required: !one });
  const tokenField = field('token', say('token'), say('tokenHelp'), token);
  // What opens the provider's REST where what signs does not.
  const secret = hidden({});
  const secretField = field('restSecret', say('restToken'), say('restHelp'), secret);
  const application = field('application', say('application'), say('applicationHelp'), text(one?.rest?.application));
  const named = () => {
    const words = { telnyx: 'tokenTelnyx', signalwire: 'tokenSignalwire' }[provider.value];
    const isKept = one?.profile === provider.value;
    token.required = !isKept;
    tokenField.querySelector('label').textContent = say(words || 'token');
    tokenField.querySelector('.help').textContent = isKept ? say('tokenKeep') : say(words ? 'tokenSignsHelp' : 'tokenHelp');
    secretField.hidden = !words;
    secretField.querySelector('label').textContent = say(provider.value === 'telnyx' ? 'restKey' : 'restToken');
    secretField.querySelector('.help').textContent = say(isKept && one.rest?.has_secret ? 'tokenKeep' : 'restHelp');
    application.hidden = provider.value !== 'telnyx';
  };
  provider.addEventListener('change', named);
  named();
  const id = one ? [] : [field('id', say('accountId'), say('accountIdHelp'), text('main', { required: true, pattern: '[A-Za-z0-9_\\-]{1,64}' }))];
  dialog(say('accountTitle'), [
    ...id,
    field('provider', say('provider'), '', provider),
    field('account', say('accountSid'), '', text(one?.account, { required: true })),
    tokenField,
    secretField,
    application,
    field('api', say('api'), say('apiHelp'), text(one?.api, { inputmode: 'url' })),
    field('name', say('name'), '', text(one?.name)),
  ], say('save'), (value) => {
    const twiml = { profile: value('provider'), account: value('account'), api: value('api') || undefined };
    if (value('token')) twiml.tokens = [value('token')];
    if (!secretField.hidden) {
      twiml.rest = { key: one?.rest?.key || '', application: value('application') };
      if (value('restSecret')) twiml.rest.secret = value('restSecret');
    }
    return ask('PUT', `/connections/${one?.id || value('id')}`, { name: value('name'), twiml });
  });
}

// The flows of an account at its provider: chosen, brought here, and told one by one.
async function bringDialog(one) {
  const title = say('bringTitle', { name: one.name || one.id });
  dialog(title, [make('p', {}, say('bringLooks'))], '', undefined);
  let theirs;
  try {
    theirs = (await ask('GET', `/connections/${one.id}/flows`)).flows;
  } catch (error) {
    dialog(title, [make('p', {}, error.message)], '', undefined);
    return;
  }
  if (theirs.length === 0) {
    dialog(title, [make('p', {}, say('bringNone'))], '', undefined);
    return;
  }
  const boxes = theirs.map((flow) => make('input', { type: 'checkbox', value: flow.id, checked: !flow.is_here }));
  const rows = theirs.map((flow, place) => make('li', {}, make('label', { class: 'choose' }, boxes[place],
    make('span', { class: 'what' }, make('strong', {}, flow.name || flow.id),
      make('span', { class: 'weak' }, [say(flow.is_published ? 'bringLive' : 'bringDraft'), flow.is_here ? say('bringHere') : ''].filter(Boolean).join(' · '))))));
  dialog(title, [make('p', { class: 'help' }, say('bringHelp')), make('ul', { class: 'list' }, ...rows)], say('bringDo'), async () => {
    const chosen = boxes.filter((box) => box.checked).map((box) => box.value);
    if (chosen.length === 0) throw new Error(say('bringChoose'));
    const done = [];
    while (chosen.length > 0) done.push(...(await ask('POST', `/connections/${one.id}/import`, { flows: chosen.splice(0, 10) })).flows);
    const name = (flow) => flow.name || theirs.find((it) => it.id === flow.id)?.name || flow.id;
    const outcome = (flow) => {
      const errors = flow.errors > 0 ? say('bringErrors', { count: flow.errors }) : '';
      return [flow.message || say(`brought-${flow.outcome}`), flow.message ? '' : errors].filter(Boolean).join(' ');
    };
    const told = done.map((flow) => make('li', {}, make('span', { class: 'what' }, make('strong', {}, name(flow)),
      make('p', { class: flow.outcome === 'failed' ? 'stopped' : 'weak' }, outcome(flow)))));
    dialog(title, [make('ul', { class: 'list' }, ...told)], '', undefined);
    return 'stays';
  });
}

function secretDialog(name) {
  const named = name ? [] : [field('name', say('secretName'), say('secretNameHelp'), text('', { required: true, pattern: '[A-Za-z_][A-Za-z0-9_]{0,63}' }))];
  dialog(name || say('secretTitle'), [...named, field('value', say('secretValue'), '', hidden({ required: true }))], say('save'),
    (value) => ask('PUT', `/secrets/${name || value('name')}`, { value: value('value') }));
}

function removeDialog(name, why, act) {
  dialog(say('removeSure', { name }), [make('p', {}, say(why))], say('remove'), act);
}

function wrong(error) {
  at('trouble').replaceChildren(make('p', {}, error.message));
  at('trouble').hidden = false;
}

everywhere(document);
at('cancel').addEventListener('click', () => at('dialog').close());
at('add-number').addEventListener('click', () => numberDialog());
at('add-account').addEventListener('click', () => accountDialog());
at('add-secret').addEventListener('click', () => secretDialog());
look();
