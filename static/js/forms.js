// Forms: focus goes to what is wrong, and what was typed is not lost by leaving (form[data-guard]).

const summary = document.querySelector(".summary[tabindex]");
const wrong = summary ?? document.querySelector('[aria-invalid="true"]');
wrong?.focus();

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
