// What this browser keeps: files by their names, and copies of what nobody saved.
//
// It is IndexedDB, since a large flow with its scenarios is more than localStorage holds, and writing
// there would stop the picture. A copy belongs to one page: its key begins with the page's own number,
// for which the page holds a lock as long as it lives. So two tabs never write over each other's copies,
// and the next page takes over only what belongs to pages that are gone.

let database = null;
let page = "";
let memory = null;

const done = (request) => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});

const finished = (transaction) => new Promise((resolve, reject) => {
  transaction.oncomplete = () => resolve();
  transaction.onerror = transaction.onabort = () => reject(transaction.error);
});

function connect() {
  if (database) return database;
  database = new Promise((resolve, reject) => {
    const request = indexedDB.open("centralita", 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("files");
      request.result.createObjectStore("copies");
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
    request.onblocked = () => reject(new Error("blocked"));
  });
  return database;
}

// Holds the lock of a page for as long as this one lives; tells whether it could.
function hold(number, signal) {
  return new Promise((resolve) => {
    navigator.locks.request(`centralita/${number}`, signal ? { signal } : { ifAvailable: true }, (lock) => {
      resolve(lock !== null);
      return lock === null ? undefined : new Promise(() => {});
    }).catch(() => resolve(false));
  });
}

async function living() {
  const held = (await navigator.locks.query()).held ?? [];
  const pages = held.map((lock) => lock.name.match(/^centralita\/([^/]+)$/)?.[1]);
  return new Set(pages.filter((number) => number));
}

// Says who this page is. After a reload it is who it was: the page before needs a moment to be gone. A
// page that was doubled finds its number taken.
async function name() {
  const before = sessionStorage.getItem("centralita-page");
  const fresh = `${Date.now().toString(36)}${Math.random().toString(36).slice(2)}`;
  page = fresh;
  if (navigator.locks) {
    if (before && await hold(before, AbortSignal.timeout(1000))) page = before;
    else await hold(fresh);
  }
  sessionStorage.setItem("centralita-page", page);
}

// Opens the store; gives the copies of pages that are gone, which are this page's from now on, and
// whether anything is kept at all.
export async function open() {
  try {
    await name();
    const base = await connect();
    const others = navigator.locks ? await living() : new Set();
    others.delete(page);
    const transaction = base.transaction("copies", "readwrite");
    const copies = transaction.objectStore("copies");
    const keys = await done(copies.getAllKeys());
    const found = [];
    for (const key of keys) {
      const owner = key.split("/")[0];
      if (others.has(owner)) continue;
      const copy = await done(copies.get(key));
      let own = key.slice(owner.length + 1);
      while (found.some((one) => one.key === own)) own += "+";
      copies.delete(key);
      copies.put(copy, `${page}/${own}`);
      found.push({ key: own, copy });
    }
    await finished(transaction);
    return { keeps: true, isAlone: others.size === 0, copies: found };
  } catch (error) {
    console.warn("centralita: nothing is kept in this browser:", error);
    memory = new Map();
    return { keeps: false, isAlone: true, copies: [] };
  }
}

async function put(kind, key, text) {
  if (memory) { memory.set(`${kind}/${key}`, text); return; }
  const transaction = (await connect()).transaction(kind, "readwrite");
  transaction.objectStore(kind).put(text, key);
  await finished(transaction);
}

async function get(kind, key) {
  if (memory) return memory.get(`${kind}/${key}`);
  return done((await connect()).transaction(kind).objectStore(kind).get(key));
}

export const putFile = (name, text) => put("files", name, text);
export const getFile = (name) => get("files", name);
export const keepCopy = (key, copy) => put("copies", `${page}/${key}`, copy);

export async function dropCopy(key) {
  if (memory) { memory.delete(`copies/${page}/${key}`); return; }
  const transaction = (await connect()).transaction("copies", "readwrite");
  transaction.objectStore("copies").delete(`${page}/${key}`);
  await finished(transaction);
}

// The files whose names begin so, with their texts.
export async function filesIn(folder) {
  if (memory) {
    const files = [...memory].map(([name, text]) => [name.replace(/^files\//, ""), text]);
    return files.filter(([name]) => name.startsWith(folder));
  }
  const files = (await connect()).transaction("files").objectStore("files");
  const range = IDBKeyRange.bound(folder, `${folder}\uffff`);
  const [names, texts] = await Promise.all([done(files.getAllKeys(range)), done(files.getAll(range))]);
  return names.map((name, place) => [name, texts[place]]);
}

// Other pages are told which files are open here by locks that are called after them.
const letGo = new Map();

export function tellOpen(...names) {
  if (!navigator.locks) return;
  for (const [name, go] of letGo) {
    if (!names.includes(name)) { go(); letGo.delete(name); }
  }
  for (const name of names.filter((one) => !letGo.has(one))) {
    const open = new Promise((go) => letGo.set(name, go));
    navigator.locks.request(`centralita/${page}/${name}`, () => open).catch(() => {});
  }
}

export async function isOpenElsewhere(name) {
  if (!navigator.locks) return false;
  const held = (await navigator.locks.query()).held ?? [];
  return held.some((lock) => {
    const [, owner, ...rest] = lock.name.split("/");
    return owner !== page && rest.join("/") === name;
  });
}

// Every copy there is, the latest first: for the page that says why the program does not run.
export async function allCopies() {
  const base = await connect();
  const copies = await done(base.transaction("copies").objectStore("copies").getAll());
  const read = copies.flatMap((copy) => { try { return [JSON.parse(copy)]; } catch { return []; } });
  return read.sort((one, other) => other.at_millis - one.at_millis);
}
