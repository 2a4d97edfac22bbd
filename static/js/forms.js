// Forms: focus goes to what is wrong, nothing is sent twice, and what was typed is not lost by leaving (form[data-guard]).

const summary = document.querySelector(".summary[tabindex]");
const wrong = summary ?? document.querySelector('[aria-invalid="true"]');
wrong?.focus();

// A double click sends once: until an answer is there, a form that writes is not sent again.
const PATIENCE = 8000; // milliseconds, for an answer that is a file and leaves the page where it is
const sent = new WeakSet();

function free(form) {
  sent.delete(form);
  form.removeAttribute("aria-busy");
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  const byHtmx = form.hasAttribute("hx-post");
  if (form.getAttribute("method")?.toLowerCase() !== "post" && !byHtmx) return;
  if (sent.has(form)) {
    event.preventDefault();
    event.stopImmediatePropagation();
    return;
  }
  sent.add(form);
  form.setAttribute("aria-busy", "true");
  setTimeout(() => free(form), PATIENCE);
  // What a script sends itself (files, passkeys) it also guards itself.
  setTimeout(() => { if (event.defaultPrevented && !byHtmx) free(form); });
}, { capture: true });
document.addEventListener("htmx:afterRequest", (event) => {
  const form = event.detail.elt.closest?.("form");
  if (form) free(form);
});
window.addEventListener("pageshow", (event) => {
  if (event.persisted) for (const form of document.forms) free(form);
});

const changed = new Set();

document.addEventListener("input", (event) => {
  const form = event.target.closest("form[data-guard]");
  if (form) changed.add(form);
});
document.addEventListener("submit", (event) => changed.delete(event.target));
document.addEventListener("htmx:afterRequest", (event) => {
  const form = event.detail.elt.closest?.("form[data-guard]");
  if (form && event.detail.successful) changed.delete(form);
});
window.addEventListener("beforeunload", (event) => {
  for (const form of changed) {
    if (form.isConnected) return event.preventDefault();
  }
  return undefined;
});

// A fragment that came back with errors takes the focus to its summary.
document.addEventListener("htmx:afterSwap", (event) => {
  event.detail.target?.querySelector?.('.summary[tabindex], [aria-invalid="true"]')?.focus();
});

// A form that filters sends itself when a choice changes; its button stays for everyone else.
document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-send-on-change]");
  if (form && event.target.matches("select, input[type=checkbox], input[type=radio]")) form.requestSubmit();
});
