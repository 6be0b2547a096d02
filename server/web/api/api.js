// The API, to be tried: made of the description that programs read, and asked as whoever has logged in.

import { everywhere, say } from './words.js';

const MOST_SHOWN = 200_000;
const at = (id) => document.getElementById(id);

// An element; texts in it are texts and never markup.
function make(kind, attributes = {}, ...inner) {
  const element = document.createElement(kind);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element.addEventListener(name, value);
    else if (value === true) element.setAttribute(name, '');
    else if (value !== false && value !== undefined) element.setAttribute(name, value);
  }
  element.append(...inner.filter((part) => part !== undefined && part !== ''));
  return element;
}

// A schema with the shared ones in their places, down to where it begins to repeat itself.
function whole(schema, shared, seen = []) {
  if (Array.isArray(schema)) return schema.map((part) => whole(part, shared, seen));
  if (!schema || typeof schema !== 'object') return schema;
  if (schema.$ref) {
    const name = schema.$ref.split('/').pop();
    return seen.includes(name) ? { type: name } : whole(shared[name], shared, [...seen, name]);
  }
  return Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, whole(value, shared, seen)]));
}

// The least that fits a schema.
function least(schema) {
  const one = (schema.oneOf || schema.anyOf || schema.allOf || [])[0];
  if ('default' in schema) return schema.default;
  if ('const' in schema) return schema.const;
  if (schema.enum) return schema.enum[0];
  if (schema.properties) {
    const needed = (schema.required || []).map((name) => [name, least(schema.properties[name] || {})]);
    return Object.fromEntries(needed);
  }
  if (one) return least(one);
  const type = [].concat(schema.type)[0];
  return { array: [], integer: 0, number: 0, boolean: false, object: {} }[type] ?? '';
}

// A schema in a few lines for people: each field, what it is, and whether it has to be there.
function shape(schema, indent = '') {
  const type = [].concat(schema.type).join(' | ');
  if (schema.properties) {
    const lines = Object.entries(schema.properties).map(([name, inner]) => {
      const isNeeded = (schema.required || []).includes(name);
      const about = (inner.description || '').split('\n')[0];
      return `${indent}  "${name}"${isNeeded ? '' : '?'}: ${shape(inner, `${indent}  `)}${about && `  // ${about}`}`;
    });
    return `{\n${lines.join('\n')}\n${indent}}`;
  }
  if (schema.items) return `[${shape(schema.items, indent)}]`;
  const all = schema.oneOf || schema.anyOf;
  if (all) return all.map((one) => shape(one, indent)).join(' | ');
  if (schema.allOf) return shape(schema.allOf[0], indent);
  if (schema.enum) return schema.enum.map((one) => JSON.stringify(one)).join(' | ');
  if ('const' in schema) return JSON.stringify(schema.const);
  if (schema.additionalProperties?.type) return `{ …: ${shape(schema.additionalProperties, indent)} }`;
  return type || '…';
}

const quoted = (text) => `'${text.replaceAll("'", "'\\''")}'`;

// One operation: what it is, its fields, and what came of it.
function operation(method, path, described, shared) {
  const fields = new Map();
  const inside = make('div', { class: 'inside' });
  const field = (name, place, help, needed) => {
    const id = `${described.operationId}-${name}`;
    const input = make('input', { id, autocomplete: 'off', spellcheck: 'false', required: needed });
    fields.set(name, { input, place });
    inside.append(make('div', { class: 'field' }, make('label', { for: id }, name), input, help && make('p', { class: 'help' }, help)));
  };
  for (const one of described.parameters || []) {
    if (one.in !== 'header') field(one.name, one.in, one.description, one.in === 'path');
  }
  const takes = described.requestBody?.content['application/json'].schema;
  let body;
  if (takes) {
    const known = whole(takes, shared);
    const id = `${described.operationId}-body`;
    body = make('textarea', { id, spellcheck: 'false' });
    body.value = JSON.stringify(least(known), null, 2);
    inside.append(
      make('div', { class: 'field' }, make('label', { for: id }, say('body')), body, make('p', { class: 'help' }, say('bodyHelp'))),
      make('details', {}, make('summary', {}, say('shape')), make('pre', {}, shape(known))),
    );
  }
  const done = Object.entries(described.responses).find(([status]) => status.startsWith('2'))[1];
  const [kind, gives] = Object.entries(done.content || {})[0] || [];
  if (gives) {
    const known = shape(whole(gives.schema, shared));
    inside.append(make('details', {}, make('summary', {}, `${say('answer')} (${kind})`), make('pre', {}, known)));
  }

  const shell = make('pre', {});
  const status = make('p', { class: 'status', role: 'status', hidden: true });
  const answer = make('pre', { hidden: true, tabindex: '0' });
  let going;
  const send = make('button', { type: 'button', class: 'main', click: () => go() }, say('send'));
  const stop = make('button', { type: 'button', hidden: true, click: () => going?.abort() }, say('stop'));

  // The address with its fields filled in.
  const address = () => {
    let filled = path;
    const query = new URLSearchParams();
    for (const [name, { input, place }] of fields) {
      if (place === 'path') filled = filled.replace(`{${name}}`, input.value ? encodeURIComponent(input.value) : `{${name}}`);
      else if (input.value) query.set(name, input.value);
    }
    return filled + (query.size ? `?${query}` : '');
  };
  const spell = () => {
    const parts = ['curl', method === 'GET' ? '' : `-X ${method}`, '-H "Authorization: Bearer $KEY"'];
    if (body) parts.push("-H 'Content-Type: application/json'", `-d ${quoted(body.value)}`);
    shell.textContent = [...parts, quoted(location.origin + address())].filter(Boolean).join(' ');
  };
  const tell = (words, text) => {
    status.hidden = false;
    status.textContent = words;
    answer.hidden = text === undefined;
    answer.textContent = text ?? '';
  };

  async function go() {
    const missing = [...fields].find(([, { input, place }]) => place === 'path' && !input.value);
    if (missing) {
      tell(say('needed', { name: missing[0] }));
      missing[1].input.focus();
      return;
    }
    try {
      if (body) JSON.parse(body.value);
    } catch (why) {
      tell(say('notJson', { why: why.message }));
      return;
    }
    const isLook = method === 'GET';
    if (!isLook && !confirm(say('sure', { what: `${method} ${address()}` }))) return;
    going = new AbortController();
    [send.disabled, stop.hidden] = [true, false];
    const begun = performance.now();
    const headers = { 'x-centralita': '1', ...(body && { 'content-type': 'application/json' }) };
    let text = '';
    let told = '';
    try {
      const reply = await fetch(address(), { method, headers, body: body?.value, signal: going.signal });
      told = `${reply.status} ${reply.statusText}`.trim();
      tell(say('going', { status: told }));
      const reader = reply.body?.pipeThrough(new TextDecoderStream()).getReader();
      for (let part = await reader?.read(); part && !part.done && text.length <= MOST_SHOWN; part = await reader.read()) {
        text += part.value;
        if (kind === 'text/event-stream') tell(say('going', { status: told }), text);
      }
      if (text.length > MOST_SHOWN) {
        await reader.cancel();
        text = `${text.slice(0, MOST_SHOWN)}\n${say('cut', { bytes: MOST_SHOWN })}`;
      }
    } catch (error) {
      if (error.name !== 'AbortError') {
        tell(say('failed'));
        told = '';
      }
    } finally {
      [send.disabled, stop.hidden] = [false, true];
    }
    if (told) {
      let shown = text;
      try { shown = JSON.stringify(JSON.parse(text), null, 2); } catch { /* lines, events, or nothing */ }
      tell(say('took', { status: told, millis: Math.round(performance.now() - begun) }), shown || say('nothing'));
    }
  }

  inside.addEventListener('input', spell);
  inside.append(make('details', {}, make('summary', {}, say('inShell')), shell), make('div', { class: 'buttons' }, send, stop), status, answer);
  spell();
  const heading = make('summary', {},
    make('span', { class: `method ${method.toLowerCase()}` }, method), make('span', { class: 'path' }, path.replace('/api/v1', '')),
    make('span', { class: 'about' }, `${described.summary} ${described.description}`));
  return make('details', { class: 'operation', id: described.operationId }, heading, inside);
}

async function show() {
  everywhere(document);
  let description;
  let session;
  try {
    [description, session] = await Promise.all(['/api/v1/openapi.json', '/api/v1/session'].map(async (from) => (await fetch(from)).json()));
  } catch {
    at('trouble').append(make('p', {}, say('failed')));
    at('trouble').hidden = false;
    return;
  }
  const name = session.who?.name;
  at('who').append(name ? say('asYou', { name }) : say('asNobody'), ...(name ? [] : [' ', make('a', { href: '/login' }, say('login'))]));
  const groups = new Map();
  for (const [path, methods] of Object.entries(description.paths)) {
    const group = path.split('/')[3];
    const made = Object.entries(methods).map(([method, described]) => operation(method.toUpperCase(), path, described, description.components.schemas));
    groups.set(group, [...(groups.get(group) || []), ...made]);
  }
  for (const [group, made] of groups) at('operations').append(make('section', { 'aria-label': group }, make('h2', {}, group), ...made));
  document.body.dataset.ready = 'yes';
}

show();
