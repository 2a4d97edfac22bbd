// What is typed into a long field survives the page, the browser and the server: kept on this device at once and on
// the server a few seconds later, put back when the field comes without it, forgotten once it was taken.

const words = document.getElementById("drafts")?.dataset;
const token = document.querySelector('meta[name="csrf-token"]')?.content;
const KEEP = 14 * 24 * 3600 * 1000;
const PAUSE = 3000;
const JUST_NOW = 60 * 1000;
const PREFIX = `draft ${words?.url} `; // one per organization
const timers = new Map();

const isLong = (field) => field.matches?.("textarea[name]") && field.form?.method === "post";
const savesItself = (field) => (field.form.getAttribute("hx-trigger") ?? "").includes("input");

function keyOf(field) {
  const action = new URL(field.form.getAttribute("action") || location.href, location.href);
  return `${action.pathname} ${field.name}`;
}

function read(key) {
  try {
    const draft = JSON.parse(localStorage.getItem(PREFIX + key));
    return draft && Date.now() - draft.at < KEEP ? draft : null;
  } catch {
    return null;
  }
}

function write(key, draft) {
  try {
    localStorage.setItem(PREFIX + key, JSON.stringify(draft));
  } catch {
    // No room or no permission: the server's copy has to do.
  }
}

function post(values) {
  const body = new URLSearchParams(values);
  return fetch(words.url, { method: "POST", headers: { "X-CSRFToken": token }, body, keepalive: true }).catch(() => null);
}

function forget(key) {
  clearTimeout(timers.get(key));
  try {
    localStorage.removeItem(PREFIX + key);
  } catch {
    // Nothing was kept either.
  }
  post({ key, drop: "1" });
}

function keep(field) {
  const key = keyOf(field);
  if (field.value === field.defaultValue) {
    if (read(key)) forget(key);
    return;
  }
  const draft = { text: field.value, base: field.defaultValue, at: Date.now(), page: location.pathname };
  write(key, draft);
  clearTimeout(timers.get(key));
  if (savesItself(field)) return;
  timers.set(key, setTimeout(() => post({ key, text: draft.text, base: draft.base }), PAUSE));
}

function put(field, text) {
  field.value = text;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

function button(text, onPress) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "btn btn-bare btn-sm";
  made.textContent = text;
  made.addEventListener("click", onPress);
  return made;
}

function restore(field, draft) {
  const key = keyOf(field);
  if (draft.text === field.value) {
    forget(key);
    return;
  }
  const before = field.value;
  const isSame = draft.base === field.defaultValue;
  const note = document.createElement("p");
  note.className = "help restored";
  note.setAttribute("role", "status");
  note.append(isSame ? words.back : words.other, " ");
  const discard = button(words.discard, () => {
    if (isSame) put(field, before);
    forget(key);
    note.remove();
    field.focus();
  });
  if (isSame) put(field, draft.text);
  else note.append(button(words.put, () => { put(field, draft.text); note.remove(); field.focus(); }));
  note.append(discard);
  field.after(note);
}

// A form that was sent led to this page: its words were taken, unless the page says that they were refused.
function settle() {
  const refused = document.querySelector(".notice[data-refused], .summary, .conflict");
  const from = document.referrer && new URL(document.referrer).pathname;
  for (const name of Object.keys(localStorage).filter((one) => one.startsWith(PREFIX))) {
    const key = name.slice(PREFIX.length);
    const draft = read(key);
    if (!draft) localStorage.removeItem(name);
    else if (draft.sent && !refused && from === draft.page && Date.now() - draft.sent < JUST_NOW) forget(key);
    else if (draft.sent) write(key, { ...draft, sent: 0 });
  }
}

async function look(root) {
  const fields = [...root.querySelectorAll("textarea[name]")].filter(isLong);
  if (!fields.length) return;
  const missing = fields.filter((field) => {
    const draft = read(keyOf(field));
    if (draft) restore(field, draft);
    return !draft && !savesItself(field);
  });
  if (!missing.length) return;
  const query = new URLSearchParams(missing.map((field) => ["key", keyOf(field)]));
  const found = await fetch(`${words.url}?${query}`).then((answer) => (answer.ok ? answer.json() : {})).catch(() => ({}));
  for (const field of missing) {
    const draft = found[keyOf(field)];
    if (draft && field.value === field.defaultValue) restore(field, draft);
  }
}

if (words && !document.querySelector(".viewing")) {
  try {
    settle();
  } catch {
    // Storage is shut: every page works as it did.
  }
  document.addEventListener("input", (event) => {
    if (isLong(event.target)) keep(event.target);
  });
  document.addEventListener("submit", (event) => {
    for (const field of event.target.querySelectorAll("textarea[name]")) {
      const key = isLong(field) && keyOf(field);
      const draft = key && read(key);
      clearTimeout(timers.get(key));
      if (draft) write(key, { ...draft, sent: Date.now(), page: location.pathname });
    }
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    const form = event.detail.elt.closest?.("form");
    if (!form || !event.detail.successful) return;
    for (const field of form.querySelectorAll("textarea[name]")) {
      const draft = read(keyOf(field));
      if (draft?.text === event.detail.requestConfig?.formData?.get?.(field.name)) forget(keyOf(field));
    }
  });
  look(document);
  new MutationObserver(() => look(document.getElementById("drawer"))).observe(document.getElementById("drawer"), { childList: true });
}
