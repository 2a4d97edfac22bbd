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
