// Toasts say what was done, with Undo where it can be undone. Never used for errors.
// A response asks for one by HX-Trigger {"toast": {text, undo}}; server messages carry data-toast.

const region = document.getElementById("toasts");
const SECONDS = 10;

function button(text, onPress) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "btn btn-sm";
  made.textContent = text;
  made.addEventListener("click", onPress);
  return made;
}

async function undo(url, toast) {
  const token = document.querySelector('meta[name="csrf-token"]').content;
  const answer = await fetch(url, { method: "POST", headers: { "X-CSRFToken": token } });
  if (answer.ok) location.reload();
  else toast.querySelector("span").textContent = document.getElementById("problem").dataset.refused;
}

function countDown(toast, left) {
  let seconds = SECONDS;
  let paused = false;
  for (const name of ["mouseenter", "focusin"]) toast.addEventListener(name, () => { paused = true; });
  for (const name of ["mouseleave", "focusout"]) toast.addEventListener(name, () => { paused = false; });
  const timer = setInterval(() => {
    if (!toast.isConnected) return clearInterval(timer);
    if (paused) return undefined;
    seconds -= 1;
    if (left) left.textContent = region.dataset.left.replace("%s", seconds);
    if (seconds <= 0) toast.remove();
    return undefined;
  }, 1000);
}

export function show(text, undoUrl = "") {
  const toast = document.createElement("div");
  toast.className = "toast-undo";
  const words = document.createElement("span");
  words.textContent = text;
  toast.append(words);
  let left = null;
  if (undoUrl) {
    left = document.createElement("span");
    left.className = "left";
    left.setAttribute("aria-hidden", "true");
    left.textContent = region.dataset.left.replace("%s", SECONDS);
    const press = button(region.dataset.undo, () => undo(undoUrl, toast));
    press.dataset.undoPress = "";
    toast.append(left, press);
  } else {
    toast.append(button(region.dataset.close, () => toast.remove()));
  }
  region.append(toast);
  countDown(toast, left);
}

document.addEventListener("toast", (event) => show(event.detail.text, event.detail.undo));

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest?.("input, textarea, select, [contenteditable]");
  if (typing || event.key !== "z" || !(event.ctrlKey || event.metaKey)) return;
  const press = region.querySelector(".toast-undo:last-child [data-undo-press]");
  if (!press) return;
  event.preventDefault();
  press.click();
});

for (const flash of document.querySelectorAll("[data-toast]")) {
  show(flash.querySelector("p").textContent, flash.dataset.undo);
  flash.remove();
}
