// What every staff page needs: the CSRF header for htmx, busy regions, menus, errors in words.

const token = document.querySelector('meta[name="csrf-token"]')?.content;
const problem = document.getElementById("problem");

document.addEventListener("htmx:configRequest", (event) => {
  event.detail.headers["X-CSRFToken"] = token;
});

document.addEventListener("htmx:beforeRequest", (event) => {
  event.detail.target?.setAttribute("aria-busy", "true");
  if (problem) problem.hidden = true;
});

document.addEventListener("htmx:afterRequest", (event) => event.detail.target?.removeAttribute("aria-busy"));

function tell(text) {
  if (!problem) return;
  problem.textContent = text;
  problem.hidden = false;
}

document.addEventListener("htmx:responseError", (event) => {
  const spoken = event.detail.xhr.getResponseHeader("X-Problem");
  tell(spoken ? decodeURIComponent(spoken) : problem.dataset.refused);
});
document.addEventListener("htmx:sendError", () => tell(problem.dataset.offline));

// Menus are details elements: one open at a time, closed by Escape (focus returns) or a press elsewhere.
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const open = document.querySelector("details.menu[open]");
  if (!open) return;
  open.open = false;
  open.querySelector("summary").focus();
});
