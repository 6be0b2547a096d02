// Every word of the page's own, in each language; what operations do is described in English, as for programs.

const en = {
  title: 'The API',
  tagline: 'Everything a program can ask of this server, to be tried here.',
  places: 'Other pages',
  editor: 'Editor',
  numbers: 'Numbers',
  phone: 'Phone',
  description: 'The description for programs (OpenAPI)',
  asYou: 'You are {name}: what you send here is done, as you.',
  asNobody: 'Nobody is logged in: most of it is refused.',
  login: 'Log in',
  failed: 'The server does not answer. Is it running?',
  body: 'Body',
  bodyHelp: 'What has to be there; what else can be there is below.',
  send: 'Send',
  stop: 'Stop',
  sure: '{what}\n\nThis changes something on this server. Send it?',
  shape: 'What goes in',
  answer: 'What comes out',
  inShell: 'The same in a shell',
  took: '{status}, after {millis} ms',
  going: '{status}, and goes on',
  nothing: 'No body.',
  cut: '… and more: {bytes} characters are shown here.',
  notJson: 'The body is no JSON: {why}',
  needed: 'Say what stands for {{name}}.',
};

const es = {
  title: 'La API',
  tagline: 'Todo lo que un programa puede pedir a este servidor, para probarlo aquí.',
  places: 'Otras páginas',
  editor: 'Editor',
  numbers: 'Números',
  phone: 'Teléfono',
  description: 'La descripción para programas (OpenAPI)',
  asYou: 'Es usted {name}: lo que envíe desde aquí se hace, en su nombre.',
  asNobody: 'Nadie ha entrado: casi todo se rechaza.',
  login: 'Entrar',
  failed: 'El servidor no responde. ¿Está en marcha?',
  body: 'Cuerpo',
  bodyHelp: 'Lo que tiene que estar; lo demás que puede estar se ve abajo.',
  send: 'Enviar',
  stop: 'Parar',
  sure: '{what}\n\nEsto cambia algo en este servidor. ¿Enviarlo?',
  shape: 'Lo que entra',
  answer: 'Lo que sale',
  inShell: 'Lo mismo en una consola',
  took: '{status}, después de {millis} ms',
  going: '{status}, y sigue',
  nothing: 'Sin cuerpo.',
  cut: '… y más: aquí se muestran {bytes} caracteres.',
  notJson: 'El cuerpo no es JSON: {why}',
  needed: 'Diga qué va en {{name}}.',
};

export const language = (navigator.languages || [navigator.language])
  .map((tag) => tag.slice(0, 2)).find((tag) => tag === 'en' || tag === 'es') || 'en';
const words = language === 'es' ? es : en;

export const say = (name, fill = {}) =>
  words[name].replace(/\{(\w+)\}/g, (all, key) => (key in fill ? fill[key] : all));

export function everywhere(root) {
  document.documentElement.lang = language;
  document.title = `${words.title} · Centralita`;
  for (const place of root.querySelectorAll('[data-word]')) place.textContent = words[place.dataset.word];
  for (const place of root.querySelectorAll('[data-label]')) place.setAttribute('aria-label', words[place.dataset.label]);
}
