// Lines of the plan: ticked with Space, moved with Alt and the arrows or by dragging, deleted, added, pasted from a spreadsheet.
// What changes is sent by plan.js ("plan:send"); the same acts stand as buttons below the plan.

const table = document.querySelector("table[data-plan]");
const bulk = document.getElementById("bulk");
const added = document.getElementById("new-task");
let dragged = [];
let last = null;

const lines = () => [...table.querySelectorAll("tr[data-task]")];
const box = (row) => row.querySelector('[name="task"]');
const ticked = () => lines().filter((row) => box(row).checked).map((row) => row.dataset.task);

function send(fields, focus) {
  document.dispatchEvent(new CustomEvent("plan:send", { detail: { fields, focus } }));
}

function count() {
  const found = ticked().length;
  bulk.querySelector("[data-count]").textContent = found || "";
  for (const row of lines()) row.classList.toggle("picked", box(row).checked);
}

function tick(row, on = !box(row).checked) {
  box(row).checked = on;
  last = row.dataset.task;
  count();
}

// From the last ticked line to this one.
function tickTo(row) {
  const all = lines();
  const from = all.findIndex((one) => one.dataset.task === last);
  const [a, b] = [from < 0 ? all.indexOf(row) : from, all.indexOf(row)].sort((x, y) => x - y);
  for (const one of all.slice(a, b + 1)) box(one).checked = true;
  count();
}

// The ticked lines, when the one that is meant is among them; else that one alone.
const meant = (row) => (ticked().includes(row.dataset.task) ? ticked() : [row.dataset.task]);

function pressed(event) {
  const row = event.target.closest("tr[data-task]");
  if (!row || event.target.matches("input, select, textarea, button")) return;
  const moves = { ArrowUp: "up", ArrowDown: "down" }[event.key];
  if (event.altKey && moves) send({ do: moves, task: meant(row) });
  else if (event.shiftKey && moves) {
    const next = lines()[lines().indexOf(row) + (moves === "up" ? -1 : 1)];
    tick(row, true);
    if (next) {
      tick(next, true);
      next.querySelector(`[data-f="${event.target.dataset.f}"]`)?.focus();
    }
  } else if (event.key === " ") tick(row);
  else if (event.key === "Delete") send({ do: "delete", task: meant(row) });
  else if (event.key === "Insert") added.querySelector("[name=set_title]").focus();
  else return;
  event.preventDefault();
}

function pasted(event) {
  const text = event.clipboardData?.getData("text/plain") ?? "";
  const typing = event.target.closest?.("input, textarea, select");
  if (typing || !/[\t\n]/.test(text.trim())) return;
  event.preventDefault();
  send({ do: "paste", text });
}

// Dragging begins at the number of a line; the line under the pointer shows where it would go.
function drag() {
  for (const row of lines()) {
    row.draggable = false;
    row.querySelector(".n").onpointerdown = () => { row.draggable = true; };
    row.querySelector(".n").onpointerup = () => { row.draggable = false; };
  }
}

function over(event) {
  const row = event.target.closest("tr[data-task]");
  if (!row || !dragged.length) return null;
  const shape = row.getBoundingClientRect();
  return { row, below: event.clientY > shape.y + shape.height / 2 };
}

function unmark() {
  for (const row of lines()) row.classList.remove("drop-above", "drop-below");
}

if (table && bulk && added) {
  table.addEventListener("keydown", pressed);
  document.addEventListener("paste", pasted);
  table.addEventListener("click", (event) => {
    if (!event.target.matches('[name="task"]')) return;
    if (event.shiftKey) tickTo(event.target.closest("tr"));
    else tick(event.target.closest("tr"), event.target.checked);
  });
  bulk.addEventListener("submit", (event) => {
    const verb = event.submitter?.name === "do" && event.submitter.value;
    if (!verb) return;
    event.preventDefault();
    const fields = Object.fromEntries([...new FormData(bulk)].filter(([name]) => name.startsWith("set_") || name === "skip_empty"));
    send({ ...fields, do: verb, task: ticked() });
  });
  added.addEventListener("submit", (event) => {
    event.preventDefault();
    const fields = Object.fromEntries(new FormData(added));
    delete fields.csrfmiddlewaretoken;
    send(fields);
    added.querySelector("[name=set_title]").value = "";
    added.querySelector("[name=set_estimate]").value = "";
    added.querySelector("[name=set_title]").focus();
  });
  table.addEventListener("dragstart", (event) => {
    const row = event.target.closest("tr[data-task]");
    if (!row) return;
    dragged = meant(row);
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", "");
  });
  table.addEventListener("dragover", (event) => {
    const place = over(event);
    unmark();
    if (!place) return;
    event.preventDefault();
    place.row.classList.add(place.below ? "drop-below" : "drop-above");
  });
  table.addEventListener("drop", (event) => {
    const place = over(event);
    unmark();
    if (!place) return;
    event.preventDefault();
    send({ do: "place", task: dragged, target: place.row.dataset.task, ...(place.below ? { below: "1" } : {}) });
    dragged = [];
  });
  table.addEventListener("dragend", () => {
    dragged = [];
    unmark();
    drag();
  });
  document.addEventListener("plan:drawn", () => {
    count();
    drag();
  });
  count();
  drag();
}
