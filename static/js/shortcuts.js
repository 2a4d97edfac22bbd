// "?" opens the list of shortcuts. Single letters can be switched off there, for this device (WCAG 2.1.4).

const KEY = "msp.single-keys";
const box = document.getElementById("single-keys");

function stored() {
  try {
    return localStorage.getItem(KEY) !== "off";
  } catch {
    return true; // no storage in this browser: shortcuts stay on
  }
}

function apply(on) {
  document.documentElement.dataset.singleKeys = on ? "on" : "off";
}

apply(stored());
if (box) {
  box.checked = stored();
  box.addEventListener("change", () => {
    apply(box.checked);
    try {
      localStorage.setItem(KEY, box.checked ? "on" : "off");
    } catch {
      // the choice lasts until the page is left
    }
  });
}

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-open]");
  if (opener) document.getElementById(opener.dataset.open)?.showModal();
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "?" || event.target.closest("input, textarea, select, [contenteditable]")) return;
  if (document.documentElement.dataset.singleKeys === "off" || document.querySelector("dialog[open]")) return;
  document.getElementById("shortcuts")?.showModal();
});

// G and a letter goes to a page of the navigation; J and K walk the rows of the page's list, unless the page has
// keys of its own (data-key).
const PATIENCE = 1200;
let pressed = 0;

function isFree(event) {
  if (document.documentElement.dataset.singleKeys === "off" || document.querySelector("dialog[open]")) return false;
  if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return false;
  return !event.target.closest("input, textarea, select, [contenteditable]");
}

function walk(by) {
  const rows = [...document.querySelectorAll("main table.data tbody th a, main ol.rows > li > a")];
  if (!rows.length || document.querySelector("[data-key]")) return false;
  const now = rows.indexOf(document.activeElement.closest("tr")?.querySelector("th a") ?? document.activeElement);
  const next = now < 0 ? rows[by > 0 ? 0 : rows.length - 1] : rows[now + by];
  next?.focus();
  return true;
}

document.addEventListener("keydown", (event) => {
  if (!isFree(event)) return;
  const key = event.key.toLowerCase();
  if (event.timeStamp - pressed < PATIENCE && pressed) {
    pressed = 0;
    const link = document.querySelector(`[data-go="${CSS.escape(key)}"]`);
    if (link) {
      event.preventDefault();
      event.stopImmediatePropagation();
      link.click();
      return;
    }
  }
  if (key === "g") {
    pressed = event.timeStamp;
  } else if ((key === "j" || key === "k") && walk(key === "j" ? 1 : -1)) {
    event.preventDefault();
  }
});
