// Edit in place: a[data-inline="field"] leads to the form that changes the field; here its one field comes to the cell.
// Enter saves, Esc restores, Tab saves and goes on. What the form refuses or somebody else changed is shown in the drawer.

const main = () => document.getElementById("main");
const keyOf = (link) => `${link.getAttribute("href")} ${link.dataset.inline}`;
const links = () => [...main().querySelectorAll("a[data-inline]")];
let open = null;

async function ask(url, options = {}) {
  const headers = { "HX-Request": "true", "HX-Target": "drawer" };
  return fetch(url, { ...options, headers }).catch(() => null);
}

const parsed = (text) => new DOMParser().parseFromString(text, "text/html");

function tell(text) {
  const problem = document.getElementById("problem");
  problem.textContent = text;
  problem.hidden = false;
}

function neighbor(link, step) {
  const all = links();
  const found = all[all.indexOf(link) + step];
  return found ? keyOf(found) : "";
}

function shut(focus = true) {
  const { link, field } = open;
  open = null;
  field.remove();
  link.hidden = false;
  if (focus) link.focus();
}

async function redraw(focusKey) {
  const answer = await fetch(location.href);
  const fresh = parsed(await answer.text()).getElementById("main");
  if (!answer.ok || !fresh) return location.reload();
  const drawn = document.importNode(fresh, true);
  main().replaceWith(drawn);
  window.htmx?.process(drawn);
  links().find((link) => keyOf(link) === focusKey)?.focus();
  return undefined;
}

function explain(html) {
  const drawer = document.getElementById("drawer");
  const page = parsed(html).getElementById("main");
  drawer.innerHTML = page ? page.innerHTML : html;
  window.htmx?.process(drawer);
  if (!drawer.open) drawer.showModal();
  drawer.querySelector('.summary, .conflict, [aria-invalid="true"]')?.focus();
}

async function save(step) {
  const { link, field, form, was, busy } = open;
  if (busy) return;
  const next = step ? neighbor(link, step) : keyOf(link);
  if (field.value === was) {
    shut(!step);
    links().find((one) => step && keyOf(one) === next)?.click();
    return;
  }
  open.busy = true;
  const body = new FormData(form);
  body.set(field.name, field.value);
  const answer = await ask(form.getAttribute("action") || link.href, { method: "POST", body });
  if (answer?.headers.get("HX-Redirect") || (answer?.ok && answer.redirected)) {
    open = null;
    await redraw(next);
    if (step) links().find((one) => keyOf(one) === next)?.click();
  } else if (answer && [409, 422].includes(answer.status)) {
    const html = await answer.text();
    shut(false);
    explain(html);
  } else {
    open.busy = false;
    tell(document.getElementById("problem").dataset[answer ? "refused" : "offline"]);
    field.focus();
  }
}

async function edit(link) {
  const answer = await ask(link.href);
  const form = answer?.ok && !answer.redirected && parsed(await answer.text()).querySelector('form[method="post"]');
  const found = form && form.querySelector(`[name="${link.dataset.inline}"]`);
  if (!found) {
    location.assign(link.href);
    return;
  }
  const field = document.importNode(found, true);
  const label = form.querySelector(`label[for="${found.id}"]`)?.textContent.trim() ?? "";
  field.removeAttribute("aria-describedby");
  field.id = "inline-field";
  field.classList.add("inline-field");
  field.setAttribute("aria-label", label);
  link.hidden = true;
  link.after(field);
  open = { link, field, form, was: field.value, busy: false };
  field.focus();
  field.select?.();
  field.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      event.stopPropagation();
      shut();
    } else if (event.key === "Enter" || event.key === "Tab") {
      event.preventDefault();
      save(event.key === "Enter" ? 0 : event.shiftKey ? -1 : 1);
    }
  });
  field.addEventListener("blur", () => {
    if (open?.field === field && document.hasFocus()) save(0);
  });
}

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[data-inline]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button || matchMedia("(max-width: 767px)").matches) return;
  event.preventDefault();
  event.stopPropagation();
  if (!open) edit(link);
}, true);
