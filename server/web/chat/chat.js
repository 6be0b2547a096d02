// Centralita's chat: one script, no dependencies. It keeps nothing in the browser before somebody writes.
// <script src="https://calls.example.com/chat/chat.js" data-inbox="UUID" async></script>
(() => {
  'use strict';

  const WORDS = {
    en: {
      title: 'Chat', open: 'Open the chat', close: 'Close the chat', log: 'Conversation', you: 'You', us: 'Us',
      write: 'Write a message…', send: 'Send', start: 'Start the chat', required: 'Please fill this in.',
      welcome: 'Write to us. You get the answer right here.', older: 'Show earlier messages', sending: 'Sending…',
      failed: 'Not sent', retry: 'Send again', file: 'Attachment', typing: 'Somebody is writing',
      lost: 'No connection. Trying again…', expired: 'The earlier conversation is over; this is a new one.',
      refused: 'This chat cannot be used here.', slow: 'That was fast. Your message goes out in a moment.',
      long: 'This message is too long.', full: 'This conversation is full. Please begin a new one.',
      busy: 'Too many windows of this chat are open.', unread: 'new', choices: 'Answers',
    },
    es: {
      title: 'Chat', open: 'Abrir el chat', close: 'Cerrar el chat', log: 'Conversación', you: 'Usted', us: 'Nosotros',
      write: 'Escriba un mensaje…', send: 'Enviar', start: 'Empezar el chat', required: 'Por favor, complete este campo.',
      welcome: 'Escríbanos. La respuesta llega aquí mismo.', older: 'Ver mensajes anteriores', sending: 'Enviando…',
      failed: 'No enviado', retry: 'Enviar otra vez', file: 'Archivo adjunto', typing: 'Alguien está escribiendo',
      lost: 'Sin conexión. Probando otra vez…', expired: 'La conversación anterior terminó; esta es nueva.',
      refused: 'Este chat no se puede usar aquí.', slow: 'Eso fue rápido. Su mensaje sale en un momento.',
      long: 'Este mensaje es demasiado largo.', full: 'Esta conversación está llena. Empiece una nueva.',
      busy: 'Hay demasiadas ventanas de este chat abiertas.', unread: 'nuevos', choices: 'Respuestas',
    },
  };

  const CSS = `
:host{all:initial;color-scheme:light dark;--p:#fff;--s:#eef1f4;--t:#17202b;--w:#526070;--l:#d5dbe2;--e:#8390a0;--a:#0b5fd8;--o:#fff;--m:#e6effc;--r:#b3261e;font:16px/1.45 Inter,system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;color:var(--t)}
@media(prefers-color-scheme:dark){:host{--p:#1b2027;--s:#262d37;--t:#eaf0f6;--w:#a7b4c2;--l:#323a45;--e:#6b7888;--a:#6aa9ff;--o:#0d1a2b;--m:#1f3150;--r:#ff8a80}}
:host(.in){flex:1;display:flex;min-width:0}
*{box-sizing:border-box}[hidden]{display:none!important}
button,input,textarea{font:inherit;color:inherit}button{cursor:pointer}
:focus-visible{outline:2px solid var(--a);outline-offset:2px}
.v{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
#go{position:fixed;right:20px;bottom:20px;z-index:2147483000;width:60px;height:60px;border:0;border-radius:50%;background:var(--a);color:var(--o);box-shadow:0 4px 16px rgb(0 0 0/25%)}
#go svg{width:28px;height:28px;display:block;margin:auto;fill:currentColor}
#n{position:absolute;top:-4px;right:-4px;min-width:24px;padding:0 6px;border-radius:12px;background:var(--r);color:var(--p);font-size:13px;line-height:24px;font-weight:650}
#box{position:fixed;right:20px;bottom:92px;z-index:2147483000;width:min(384px,calc(100vw - 24px));height:min(600px,calc(100vh - 112px));border:1px solid var(--l);border-radius:14px;box-shadow:0 8px 32px rgb(0 0 0/18%)}
.in #box,#box.in{position:static;flex:1;width:auto;height:auto;min-height:0;border:0;border-radius:0;box-shadow:none}
#box{display:flex;flex-direction:column;overflow:hidden;background:var(--p)}
header{display:flex;align-items:center;gap:10px;padding:12px 12px 12px 18px;border-bottom:1px solid var(--l)}
h2{flex:1;margin:0;font-size:16px;font-weight:650;overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
#x{width:36px;height:36px;border:0;border-radius:8px;background:none;font-size:22px;line-height:1;color:var(--w)}
#x:hover,.c button:hover,#old:hover{background:var(--s)}
#bar{padding:7px 18px;background:var(--s);color:var(--w);font-size:14px}
#log{position:relative;flex:1;min-height:0;overflow-y:auto;overscroll-behavior:contain;padding:16px 18px;display:flex;flex-direction:column;gap:8px}
#hi{margin:auto;color:var(--w);text-align:center;padding:16px}
#old{align-self:center;border:1px solid var(--l);border-radius:8px;background:none;padding:4px 12px;color:var(--w);font-size:14px}
.m{max-width:85%;padding:9px 14px;border-radius:14px;white-space:pre-wrap;overflow-wrap:anywhere;align-self:flex-start;background:var(--s);border-bottom-left-radius:4px}
.m.y{align-self:flex-end;background:var(--m);border-radius:14px 14px 4px}
.m a{color:var(--a)}.m b{display:block;font-size:12.5px;font-weight:600;color:var(--w)}
.m i{display:block;font-style:normal;font-size:12.5px;color:var(--w)}
.m i.f{color:var(--r)}.m i button{border:0;padding:0 4px;background:none;color:var(--a);text-decoration:underline}
.c{display:flex;flex-wrap:wrap;gap:8px}
.c button{min-height:40px;padding:6px 14px;border:1px solid var(--a);border-radius:20px;background:var(--p);color:var(--a);font-weight:550;text-align:left}
.d{display:flex;gap:5px;padding:14px}.d s{width:7px;height:7px;border-radius:50%;background:var(--w);animation:d 1.2s infinite}.d s:nth-child(2){animation-delay:.2s}.d s:nth-child(3){animation-delay:.4s}
@keyframes d{0%,60%,to{opacity:.3}30%{opacity:1}}
@media(prefers-reduced-motion:reduce){.d s{animation:none}}
form{display:flex;gap:8px;padding:12px;border-top:1px solid var(--l)}
textarea,input{flex:1;min-width:0;min-height:44px;padding:10px 12px;border:1px solid var(--e);border-radius:10px;background:var(--p);resize:none}
textarea{max-height:132px}::placeholder{color:var(--w);opacity:1}
.b{min-height:44px;padding:0 16px;border:0;border-radius:10px;background:var(--a);color:var(--o);font-weight:650}.b:disabled{background:var(--s);color:var(--w)}
#ask{flex-direction:column;overflow-y:auto;flex:1;border:0;padding:20px 18px;gap:4px}#ask label{font-weight:600;font-size:14px;margin-top:10px}#ask input{flex:none}#ask .b{margin-top:20px}
@media(max-width:520px){#box:not(.in){right:0;bottom:0;width:100%;height:100%;height:100dvh;border:0;border-radius:0;padding-bottom:env(safe-area-inset-bottom)}#go[aria-expanded=true]{display:none}}
@media(forced-colors:active){.m,.c button,#go{border:1px solid}}`;

  const LINK = /https?:\/\/[^\s<>"'`{}|\\^]+/g;
  const MOST = 4000;
  const make = (tag, set = {}, ...inside) => {
    const element = Object.assign(document.createElement(tag), set);
    element.append(...inside);
    return element;
  };
  const random = () => [...crypto.getRandomValues(new Uint8Array(12))].map((b) => b.toString(16).padStart(2, '0')).join('');

  /** An address of the web, or nothing. */
  const address = (text) => {
    try {
      const url = new URL(text);
      return /^https?:$/.test(url.protocol) && !url.username ? url.href : null;
    } catch {
      return null;
    }
  };
  const link = (href, text) => make('a', { href, target: '_blank', rel: 'noopener noreferrer nofollow', textContent: text });

  /** Text with its addresses as links; never anything else than text. */
  const rich = (text) => {
    const parts = [];
    let at = 0;
    for (const { 0: found, index } of text.matchAll(LINK)) {
      const bare = found.replace(/[.,;:!?)\]]+$/, '');
      const href = address(bare);
      if (!href) continue;
      parts.push(text.slice(at, index), link(href, bare));
      at = index + bare.length;
    }
    return [...parts, text.slice(at)];
  };

  /** Opens a chat: `{ server, inbox, flow, target, title, language }`. Gives `{ close() }`. */
  const open = ({ server = location.origin, inbox, flow = '', target = null, title = '', language = '' }) => {
    const tag = (language || navigator.language || 'en').slice(0, 2).toLowerCase();
    const say = WORDS[tag] || WORDS.en;
    const base = `${server}/chat/v1/${encodeURIComponent(inbox)}`;
    const place = `centralita-chat:${inbox}:${flow}`;
    const items = new Map(); // by number
    const waiting = []; // what the server has not taken, in order
    let socket, token, last = 0, oldest = 0, tries = 0, unread = 0, timers = {}, over = false, heard = 0;
    let isAsked = false, isShown = Boolean(target), isJoined = false, hasTold = false, isOurTurn = false, fields = [], filled = {}, inFlight = null;

    const store = (value) => {
      try {
        if (value === undefined) return localStorage.getItem(place);
        value ? localStorage.setItem(place, value) : localStorage.removeItem(place);
      } catch {
        return null; // A browser that keeps nothing forgets the conversation.
      }
    };
    token = store();

    // What is seen.

    const host = make('div', { className: target ? 'in' : '' });
    host.lang = WORDS[tag] ? tag : 'en';
    const root = host.attachShadow({ mode: 'open' });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(CSS);
    root.adoptedStyleSheets = [sheet];
    const heading = make('h2', { id: 'h', textContent: title || say.title });
    const shut = make('button', { id: 'x', type: 'button', ariaLabel: say.close, textContent: '×', hidden: Boolean(target) });
    const bar = make('div', { id: 'bar', hidden: true, role: 'status' });
    const older = make('button', { id: 'old', type: 'button', textContent: say.older, hidden: true });
    const hello = make('p', { id: 'hi', textContent: say.welcome });
    const log = make('div', { id: 'log', role: 'log', ariaLabel: say.log, tabIndex: 0 }, older, hello);
    log.setAttribute('aria-live', 'polite');
    const text = make('textarea', { rows: 1, ariaLabel: say.write, placeholder: say.write, maxLength: MOST });
    const button = make('button', { className: 'b', type: 'submit', textContent: say.send, disabled: true });
    const form = make('form', {}, text, button);
    const ask = make('form', { id: 'ask', hidden: true });
    const box = make('section', { id: 'box', className: target ? 'in' : '', hidden: !target }, make('header', {}, heading, shut), bar, log, ask, form);
    box.setAttribute('aria-labelledby', 'h');
    const badge = make('span', { id: 'n', hidden: true });
    const go = make('button', { id: 'go', type: 'button', ariaLabel: say.open, hidden: Boolean(target) }, badge);
    go.insertAdjacentHTML('afterbegin', '<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M4 3h16a2 2 0 0 1 2 2v11a2 2 0 0 1-2 2H9l-5 4v-4a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2z"/></svg>');
    go.setAttribute('aria-expanded', 'false');
    const dots = make('div', { className: 'm d' }, make('span', { className: 'v', textContent: say.typing }), make('s'), make('s'), make('s'));
    root.append(box, go);
    (target || document.body).append(host);

    const tell = (words) => {
      bar.textContent = words || '';
      bar.hidden = !words;
    };
    const isAtEnd = () => log.scrollHeight - log.scrollTop - log.clientHeight < 120;
    const toEnd = () => (log.scrollTop = log.scrollHeight);
    const count = (more) => {
      unread = more;
      badge.textContent = more > 99 ? '99+' : more;
      badge.hidden = !more;
      go.ariaLabel = more ? `${say.open} (${more} ${say.unread})` : say.open;
    };
    const show = (isOpen) => {
      isShown = isOpen;
      box.hidden = !isOpen;
      go.setAttribute('aria-expanded', String(isOpen));
      if (isOpen) {
        prepare();
        count(0);
        read();
        toEnd();
        (ask.hidden ? text : ask.querySelector('input')).focus();
      } else go.focus();
    };

    const bubble = (message) => {
      const isOurs = message.author !== 'contact';
      const item = make('div', { className: isOurs ? 'm' : 'm y' });
      if (isOurs && message.name) item.append(make('b', { textContent: message.name }));
      else item.append(make('span', { className: 'v', textContent: `${isOurs ? say.us : say.you}: ` }));
      item.append(...rich(message.text));
      const file = message.file && address(message.file);
      if (file) item.append(make('div', {}, link(file, say.file)));
      return item;
    };
    const mark = (entry, words, isFailed) => {
      entry.note?.remove();
      if (!words) return;
      entry.note = make('i', { className: isFailed ? 'f' : '', textContent: words });
      if (isFailed) entry.note.append(' ', make('button', { type: 'button', textContent: say.retry, onclick: () => again(entry) }));
      entry.item.append(entry.note);
    };
    const offer = (message, item) => {
      log.querySelector('.c')?.remove();
      if (!message.choices?.length || message.id !== last) return;
      const buttons = message.choices.map(({ label, value }) => make('button', {
        type: 'button', textContent: label, onclick: () => (write(value), text.focus()),
      }));
      const choices = make('div', { className: 'c', role: 'group', ariaLabel: say.choices }, ...buttons);
      item.after(choices);
    };
    const add = (message, isOld) => {
      if (items.has(message.id)) return;
      const stays = isAtEnd();
      hello.hidden = true;
      const mine = waiting.find((entry) => message.author === 'contact' && entry.id === message.client);
      const item = mine ? mine.item : bubble(message);
      items.set(message.id, item);
      if (isOld) older.after(item);
      else {
        last = Math.max(last, message.id);
        isOurTurn = message.author === 'contact';
        oldest = oldest || message.id;
        // What others say meanwhile stands before what is still on its way.
        const next = mine ? null : waiting.find((entry) => !items.has(entry.number));
        if (!mine) log.insertBefore(item, next ? next.item : null);
        else mine.number = message.id;
        offer(message, item);
        if (message.author !== 'contact') rest();
        if (stays || mine) toEnd();
      }
    };
    const rest = () => {
      clearTimeout(timers.dots);
      dots.remove();
    };

    // What is said.

    const send = (frame) => socket?.readyState === 1 && socket.send(JSON.stringify(frame));
    const read = () => isJoined && last && send({ type: 'read', id: last });
    const flush = () => {
      if (!isJoined || inFlight) return;
      inFlight = waiting.find((entry) => !entry.isFailed) || null;
      if (inFlight) send({ type: 'message', id: inFlight.id, text: inFlight.text });
    };
    const write = (words) => {
      const said = words.trim().slice(0, MOST);
      if (!said) return;
      log.querySelector('.c')?.remove();
      const entry = { id: random(), text: said };
      entry.item = bubble({ author: 'contact', text: said });
      hello.hidden = true;
      mark(entry, say.sending);
      waiting.push(entry);
      log.append(entry.item);
      toEnd();
      token ? connect() : begin();
      flush();
    };
    const again = (entry) => {
      entry.isFailed = false;
      mark(entry, say.sending);
      connect();
      flush();
    };
    const done = (id, problem) => {
      if (inFlight?.id === id) inFlight = null;
      const at = waiting.findIndex((entry) => entry.id === id);
      if (at < 0) return;
      const [entry] = problem ? [waiting[at]] : waiting.splice(at, 1);
      entry.isFailed = Boolean(problem);
      mark(entry, problem && `${say.failed}. ${problem}`, problem);
    };
    const later = (seconds) => {
      inFlight = null;
      clearTimeout(timers.flush);
      timers.flush = setTimeout(flush, seconds * 1000);
    };

    // The wire.

    const prepare = async () => {
      if (isAsked) return;
      isAsked = true;
      if (token) connect();
      try {
        const response = await fetch(base, { credentials: 'omit', referrerPolicy: 'no-referrer' });
        if (!response.ok) return tell(say.refused);
        const { texts = {}, form: asked = [] } = await response.json();
        const own = texts[tag] || texts.en || Object.values(texts)[0] || {};
        heading.textContent = title || own.title || say.title;
        hello.textContent = own.welcome || say.welcome;
        fields = asked;
        if (fields.length && !token) askFirst();
      } catch {
        isAsked = false;
        tell(say.lost);
      }
    };
    const askFirst = () => {
      ask.replaceChildren();
      fields.forEach(({ name, label = {}, kind, required }, at) => {
        const input = make('input', { id: `f${at}`, name, type: ['email', 'tel'].includes(kind) ? kind : 'text', required, maxLength: 500 });
        ask.append(make('label', { htmlFor: input.id, textContent: label[tag] || label.en || name }), input);
      });
      ask.append(make('button', { className: 'b', textContent: say.start }));
      ask.hidden = false;
      log.hidden = form.hidden = true;
    };
    const begin = async () => {
      if (timers.begin || over) return;
      timers.begin = true;
      let status = 0;
      try {
        const body = JSON.stringify({ form: filled, page: location.origin + location.pathname, locale: navigator.language, flow });
        const response = await fetch(`${base}/sessions`, { method: 'POST', credentials: 'omit', headers: { 'content-type': 'application/json' }, body });
        status = response.status;
        if (response.ok) {
          ({ token } = await response.json());
          store(token);
        }
      } catch {
        status = 0;
      }
      timers.begin = false;
      if (over) return;
      if (token) {
        tell('');
        return connect();
      }
      if (status && status !== 429 && status < 500) return tell(say.refused);
      tell(status === 429 ? say.slow : say.lost);
      setTimeout(begin, Math.min(1000 * 2 ** (tries += 1), 30000));
    };
    const connect = () => {
      if (over || !token || (socket && socket.readyState < 2)) return;
      const mine = new WebSocket(`${base.replace(/^http/, 'ws')}/socket`);
      socket = mine;
      isJoined = false;
      mine.onopen = () => {
        heard = Date.now();
        send({ type: 'join', token, last });
      };
      mine.onmessage = ({ data }) => {
        heard = Date.now();
        if (socket === mine) hear(JSON.parse(data));
      };
      mine.onclose = () => {
        if (socket !== mine || over) return;
        socket = inFlight = null;
        isJoined = false;
        rest();
        clearTimeout(timers.connect);
        if (hasTold) return;
        if (tries > 1) tell(say.lost);
        timers.connect = setTimeout(connect, Math.min(400 * 2 ** tries, 30000) * (0.75 + Math.random() / 2));
        tries += 1;
      };
    };
    const hear = (frame) => {
      const { type, code, client } = frame;
      if (type === 'joined') {
        isJoined = true;
        tries = 0;
        tell('');
        if (frame.more && last) clear();
        if (!oldest) older.hidden = !frame.more;
        frame.messages.forEach((message) => add(message));
        if (isShown) read();
        return flush();
      }
      if (type === 'message') {
        add(frame);
        if (frame.author === 'contact') return;
        if (isShown && !document.hidden) read();
        else if (!isShown) count(unread + 1);
      } else if (type === 'sent') {
        done(client);
        flush();
      } else if (type === 'history') {
        const height = log.scrollHeight - log.scrollTop;
        frame.messages.reverse().forEach((message) => {
          add(message, true);
          oldest = Math.min(oldest, message.id);
        });
        older.hidden = !frame.more;
        log.scrollTop = log.scrollHeight - height;
      } else if (type === 'typing') {
        rest();
        // The answer may have been faster than the word that it is being made.
        if (!isOurTurn && !waiting.length) return;
        const stays = isAtEnd();
        log.append(dots);
        if (stays) toEnd();
        timers.dots = setTimeout(rest, 6000);
      } else if (type === 'read') count(0);
      else if (type === 'error') trouble(code, client);
    };
    const trouble = (code, client) => {
      if (code === 'expired') {
        token = null;
        store('');
        socket = inFlight = null;
        clear();
        if (waiting.length) {
          tell(say.expired);
          begin();
        } else if (fields.length) askFirst();
      } else if (code === 'slow-down') {
        tell(say.slow);
        setTimeout(tell, 3000);
        later(3);
      } else if (code === 'unavailable') later(5);
      else if (code === 'too-many') {
        hasTold = true;
        tell(say.busy);
      } else if (client) {
        done(client, { 'too-long': say.long, full: say.full }[code] || ' ');
        flush();
      }
    };
    const clear = () => {
      for (const item of items.values()) item.remove();
      log.querySelector('.c')?.remove();
      items.clear();
      last = oldest = 0;
    };

    // Hands and keys.

    text.oninput = () => {
      button.disabled = !text.value.trim();
      text.style.height = 'auto';
      text.style.height = `${text.scrollHeight + 2}px`;
      if (Date.now() - (timers.typed || 0) > 3000) {
        timers.typed = Date.now();
        send({ type: 'typing' });
      }
    };
    text.onkeydown = (event) => {
      if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      form.requestSubmit();
    };
    form.onsubmit = (event) => {
      event.preventDefault();
      write(text.value);
      text.value = '';
      text.oninput();
    };
    ask.onsubmit = (event) => {
      event.preventDefault();
      filled = Object.fromEntries(new FormData(ask));
      ask.hidden = true;
      log.hidden = form.hidden = false;
      text.focus();
    };
    older.onclick = () => send({ type: 'history', before: oldest });
    go.onclick = () => show(!isShown);
    shut.onclick = () => show(false);
    box.onkeydown = (event) => event.key === 'Escape' && !target && show(false);

    const online = () => {
      tries = 0;
      clearTimeout(timers.connect);
      connect();
    };
    const seen = () => !document.hidden && isShown && read();
    // Another page of the same site began the conversation, or ended it.
    const shared = (event) => {
      if (event.key !== place || !event.newValue || token) return;
      token = event.newValue;
      if (isAsked) connect();
    };
    addEventListener('online', online);
    addEventListener('storage', shared);
    document.addEventListener('visibilitychange', seen);
    timers.ping = setInterval(() => {
      if (socket?.readyState !== 1) return;
      if (Date.now() - heard > 50000) return socket.close();
      send({ type: 'ping' });
    }, 20000);

    if (target || token) prepare();
    return {
      close() {
        over = true;
        removeEventListener('online', online);
        removeEventListener('storage', shared);
        document.removeEventListener('visibilitychange', seen);
        clearInterval(timers.ping);
        Object.values(timers).forEach(clearTimeout);
        socket?.close();
        host.remove();
      },
    };
  };

  window.centralitaChat = open;
  const script = document.currentScript;
  if (!script?.dataset.inbox) return;
  const { inbox, flow, language, title } = script.dataset;
  const begin = () => open({ server: new URL(script.src).origin, inbox, flow, language, title });
  document.body ? begin() : addEventListener('DOMContentLoaded', begin);
})();
