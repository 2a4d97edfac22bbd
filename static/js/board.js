// Dragging on the board: a job or a booking dropped on somebody's day is sent as the form below the board. S on a job
// opens its best slots, as its link does. Without this script the links do the same.

const TYPE = "application/x-msp-board";

function cellOf(event) {
  return event.target.closest?.("td[data-member]");
}

function clear() {
  for (const cell of document.querySelectorAll("td.over")) cell.classList.remove("over");
}

document.addEventListener("dragstart", (event) => {
  const held = event.target.closest?.("[data-task], [data-booking]");
  if (!held) return;
  const what = held.dataset.task ? { task: held.dataset.task } : { booking: held.dataset.booking };
  event.dataTransfer.setData(TYPE, JSON.stringify(what));
  event.dataTransfer.effectAllowed = "move";
});

document.addEventListener("dragover", (event) => {
  const cell = cellOf(event);
  if (!cell || !event.dataTransfer.types.includes(TYPE)) return;
  event.preventDefault();
  clear();
  cell.classList.add("over");
});

document.addEventListener("dragend", clear);

document.addEventListener("drop", (event) => {
  const cell = cellOf(event);
  const text = event.dataTransfer.getData(TYPE);
  if (!cell || !text) return;
  event.preventDefault();
  const form = document.getElementById("place");
  for (const field of ["task", "booking"]) form.elements[field].value = "";
  for (const [name, value] of Object.entries(JSON.parse(text))) form.elements[name].value = value;
  form.elements.member.value = cell.dataset.member;
  form.elements.day.value = cell.dataset.day;
  form.requestSubmit();
});

document.addEventListener("keydown", (event) => {
  if (event.key.toLowerCase() !== "s" || event.ctrlKey || event.metaKey || event.altKey) return;
  const job = event.target.closest?.("a.job");
  if (job) job.click();
});
