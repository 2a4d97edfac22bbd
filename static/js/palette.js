// The palette: Ctrl K or ⌘ K (and / while single keys are on) opens it, arrows choose, Enter opens or does.
// The field keeps the focus; what is chosen is told by aria-activedescendant.

const palette = document.getElementById("palette");
const field = document.getElementById("palette-text");

function options() {
  return [...palette.querySelectorAll('[role="option"]')];
}

function choose(option) {
  for (const other of options()) other.setAttribute("aria-selected", String(other === option));
  if (option) {
    field.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  } else {
    field.removeAttribute("aria-activedescendant");
  }
}

function step(by) {
  const all = options();
  if (!all.length) return;
  const now = all.findIndex((option) => option.getAttribute("aria-selected") === "true");
  choose(all[(now + by + all.length) % all.length]);
}

function open() {
  if (palette.open || document.querySelector("dialog[open]")) return;
  palette.showModal();
  field.select();
  window.htmx?.trigger(field, "palette-opened");
}

if (palette) {
  document.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    if (event.target.closest("[data-palette]")) {
      event.preventDefault();
      open();
    } else if (event.target === palette) {
      palette.close();
    }
  });

  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === "k") {
      event.preventDefault();
      if (palette.open) palette.close();
      else open();
      return;
    }
    const typing = event.target.closest("input, textarea, select, [contenteditable]");
    const single = document.documentElement.dataset.singleKeys !== "off";
    if (event.key === "/" && single && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      open();
    }
  });

  field.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      step(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Escape" && !event.isComposing) {
      event.preventDefault(); // a search field would only empty itself and keep the palette open
      palette.close();
    } else if (event.key === "Enter" && !event.isComposing) {
      const chosen = palette.querySelector('[role="option"][aria-selected="true"]');
      if (!chosen) return; // the form leads to the page of search
      event.preventDefault();
      chosen.click();
    }
  });

  palette.addEventListener("htmx:afterSwap", () => choose(options()[0]));
}
