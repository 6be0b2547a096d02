// Starts the program, shows how far it has come, and says in words when it cannot run.

import * as server from "./server.js";
import * as store from "./store.js";

const WORDS = {
  en: {
    loading: "Loading Centralita…",
    starting: "Starting…",
    "again": "Load the page again",
    "detail": "For whoever looks after this page",
    "drafts": "What you had not saved yet is safe. Download it:",
    "download": "Download",
    "no-wasm-title": "This browser cannot run Centralita",
    "no-wasm": "It has no WebAssembly, or WebAssembly is switched off.",
    "no-wasm-next": "Use a current version of Firefox, Chrome, Edge or Safari, or install the program on your computer.",
    "no-webgl-title": "This browser cannot draw Centralita",
    "no-webgl": "It has no WebGL 2, or WebGL is switched off.",
    "no-webgl-next": "Switch on hardware acceleration in the settings of the browser, or use another browser.",
    "download-title": "Centralita did not arrive whole",
    "download-text": "A part of the program could not be downloaded.",
    "download-next": "Look whether you are connected, and load the page again.",
    "stopped-title": "Centralita has stopped",
    "stopped": "Something went wrong that should not. This is our mistake, not yours.",
    "stopped-next": "Load the page again: you will find your flow as it was a second before.",
    "lost-title": "The browser has lost the picture",
    "lost": "The graphics of this computer were reset, and the page cannot draw any more.",
    "lost-next": "Load the page again: you will find your flow as it was a second before.",
  },
  es: {
    loading: "Cargando Centralita…",
    starting: "Iniciando…",
    "again": "Volver a cargar la página",
    "detail": "Para quien mantiene esta página",
    "drafts": "Lo que aún no había guardado está a salvo. Descárguelo:",
    "download": "Descargar",
    "no-wasm-title": "Este navegador no puede ejecutar Centralita",
    "no-wasm": "No tiene WebAssembly, o está desactivado.",
    "no-wasm-next": "Use una versión actual de Firefox, Chrome, Edge o Safari, o instale el programa en su equipo.",
    "no-webgl-title": "Este navegador no puede dibujar Centralita",
    "no-webgl": "No tiene WebGL 2, o está desactivado.",
    "no-webgl-next": "Active la aceleración por hardware en la configuración del navegador, o use otro navegador.",
    "download-title": "Centralita no llegó completa",
    "download-text": "No se pudo descargar una parte del programa.",
    "download-next": "Compruebe su conexión y vuelva a cargar la página.",
    "stopped-title": "Centralita se detuvo",
    "stopped": "Ocurrió algo que no debía ocurrir. El error es nuestro, no suyo.",
    "stopped-next": "Vuelva a cargar la página: encontrará su flujo como estaba un segundo antes.",
    "lost-title": "El navegador perdió la imagen",
    "lost": "Los gráficos de este equipo se reiniciaron y la página ya no puede dibujar.",
    "lost-next": "Vuelva a cargar la página: encontrará su flujo como estaba un segundo antes.",
  },
};

const prefs = (() => { try { return localStorage.getItem("centralita-prefs") ?? ""; } catch { return ""; } })();
const preferred = (name) => prefs.match(new RegExp(`^${name} = "([^"]*)"`, "m"))?.[1];
const language = preferred("language") ?? navigator.language ?? "en";
const words = language.startsWith("es") ? WORDS.es : WORDS.en;
const at = (id) => document.getElementById(id);

document.documentElement.lang = words === WORDS.es ? "es" : "en";
const dark = matchMedia("(prefers-color-scheme: dark)");
const dress = () => {
  const theme = preferred("theme");
  const isDark = theme === "dark" || (theme !== "light" && dark.matches);
  document.documentElement.dataset.theme = isDark ? "dark" : "light";
};
dress();
dark.addEventListener("change", dress);

let hasFailed = false;

function download(name, text) {
  hand(name, new Blob([text], { type: "text/plain" }));
}

function hand(name, blob) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

// Draws an SVG and hands it out as PNG.
async function savePicture(name, svg, scale) {
  const picture = new Image();
  picture.src = URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
  try {
    await picture.decode();
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.round(picture.naturalWidth * scale));
    canvas.height = Math.max(1, Math.round(picture.naturalHeight * scale));
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise((made) => canvas.toBlob(made, "image/png"));
    if (!blob) throw new Error("the picture is too large");
    hand(name, blob);
  } finally {
    URL.revokeObjectURL(picture.src);
  }
}

// Says a text aloud, if the browser has a voice.
function speak(text, language) {
  if (!globalThis.speechSynthesis) return false;
  speechSynthesis.cancel();
  const said = new SpeechSynthesisUtterance(text);
  said.lang = language;
  speechSynthesis.speak(said);
  return true;
}

const hush = () => globalThis.speechSynthesis?.cancel();

async function offerDrafts() {
  const copies = await store.allCopies().catch(() => []);
  at("drafts-title").textContent = words.drafts;
  at("drafts").hidden = copies.length === 0;
  at("drafts-list").replaceChildren(...copies.map((copy) => {
    const [row, name, time, button] = ["li", "span", "small", "button"].map((tag) => document.createElement(tag));
    name.textContent = `${copy.name}.json`;
    time.textContent = new Date(copy.at_millis).toLocaleString(document.documentElement.lang);
    name.append(time);
    button.type = "button";
    button.textContent = words.download;
    button.setAttribute("aria-label", `${words.download} ${copy.name}.json`);
    button.addEventListener("click", () => download(`${copy.name}.json`, copy.text));
    row.append(name, button);
    return row;
  }));
}

function fail(why, detail) {
  if (hasFailed) return;
  hasFailed = true;
  at("failure-title").textContent = words[`${why}-title`];
  at("failure-text").textContent = words[`${why === "download" ? "download-text" : why}`];
  at("failure-next").textContent = words[`${why}-next`];
  at("again").textContent = words.again;
  at("detail-title").textContent = words.detail;
  at("detail").textContent = String(detail ?? why);
  at("again").addEventListener("click", () => location.reload());
  at("loading").hidden = true;
  at("mirror").hidden = true;
  at("failure").hidden = false;
  at("again").focus();
  offerDrafts();
}

// The program is one picture: when it stops, nothing else can say so.
let panic = "";
addEventListener("centralita-panic", (event) => { panic = event.detail; });
const hasStopped = (error) => globalThis.WebAssembly && error instanceof WebAssembly.RuntimeError;
addEventListener("error", (event) => {
  if (hasStopped(event.error)) fail("stopped", panic || event.error.stack);
});
addEventListener("unhandledrejection", (event) => {
  if (hasStopped(event.reason)) fail("stopped", panic || event.reason.stack);
});
addEventListener("centralita-failed", (event) => fail("no-webgl", event.detail));
at("canvas").addEventListener("webglcontextlost", () => fail("lost"));
addEventListener("centralita-started", () => {
  performance.mark("centralita-started");
  at("loading").classList.add("done");
  setTimeout(() => { at("loading").hidden = true; }, 200);
});

// The program, with a bar that tells how much of it is here.
async function fetched(url) {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  const whole = Number(document.documentElement.dataset.bytes) || 0;
  let come = 0;
  const counted = response.body.pipeThrough(new TransformStream({
    transform(part, controller) {
      come += part.byteLength;
      if (whole) at("bar").style.transform = `scaleX(${Math.min(1, come / whole)})`;
      controller.enqueue(part);
    },
  }));
  return new Response(counted, { headers: { "Content-Type": "application/wasm" } });
}

async function start() {
  at("loading-text").textContent = words.loading;
  if (typeof WebAssembly !== "object") return fail("no-wasm");
  const probe = document.createElement("canvas");
  if (!probe.getContext("webgl2")) return fail("no-webgl");
  globalThis.centralita = { ...store, ...server, download, savePicture, speak, hush };
  try {
    const [program, opened] = await Promise.all([import("./centralita.js?build"), store.open()]);
    globalThis.centralita.opened = opened;
    const module = await WebAssembly.compileStreaming(fetched("centralita_bg.wasm?build"));
    at("loading-text").textContent = words.starting;
    await program.default({ module_or_path: module });
  } catch (error) {
    fail(hasStopped(error) ? "stopped" : "download", error?.stack ?? error);
  }
}

start();
