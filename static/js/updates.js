// Keys of the updates queue: J and K walk the list, E edits the words, A approves, H holds.
// Each presses what is on the page: [data-key="j"] is a link or button, or a field that takes the focus.

document.addEventListener("keydown", (event) => {
  if (document.documentElement.dataset.singleKeys === "off") return;
  if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
  if (event.target.closest("input, textarea, select, [contenteditable]")) return;
  if (document.querySelector("dialog[open]")) return;
  const part = document.querySelector(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
  if (!part) return;
  event.preventDefault();
  if (part.matches("input, textarea, select")) part.focus();
  else part.click();
});

// Escape leaves the field, so that the keys work again.
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && event.target.matches("[data-key]")) event.target.blur();
});
