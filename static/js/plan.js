// The grid of the plan: arrows walk the cells, Enter or a press edits one, Enter, Tab and Esc end that. Each change is one
// request; the answer brings what others changed as well. Without this script every cell is a link to its form.
// Other scripts send with the event "plan:send" {fields, focus} and hear "plan:drawn".

const table = document.querySelector("table[data-plan]");
const editors = document.getElementById("cell-editors")?.content;
const problem = document.getElementById("problem");
const FLAGS = ["disruptive", "visible_to_customer"];
const isPhone = () => matchMedia("(max-width: 767px)").matches;
let open = null;
let current = null;
let queue = Promise.resolve();

const cellsOf = (row) => [...row.querySelectorAll("a.cell")];
const rows = () => [...table.querySelectorAll("tbody tr")];
const keyOf = (cell) => cell && `${cell.closest("tr").dataset.task ?? cell.closest("tr").dataset.phase} ${cell.dataset.f}`;
const byKey = (key) => [...table.querySelectorAll("a.cell")].find((cell) => keyOf(cell) === key);
const numberOf = (row) => row.querySelector(".n").textContent;

function tell(text) {
  problem.textContent = text;
  problem.hidden = !text;
}

function go(cell) {
  if (!cell) return;
  if (current) current.tabIndex = -1;
  current = cell;
  cell.tabIndex = 0;
  cell.focus();
}

function neighbor(cell, down, right) {
  const row = cell.closest("tr");
  if (down) {
    const lines = rows().filter((line) => Boolean(line.dataset.task) === Boolean(row.dataset.task));
    const next = lines[lines.indexOf(row) + down];
    return next && (cellsOf(next).find((one) => one.dataset.f === cell.dataset.f) ?? cellsOf(next)[0]);
  }
  const all = [...table.querySelectorAll("tr[data-task] a.cell")];
  return all[all.indexOf(cell) + right];
}

function filled(html) {
  const holder = document.createElement("template");
  holder.innerHTML = html.trim();
  return holder.content.firstElementChild;
}

// Every line in the order of the answer; new and changed ones drawn afresh, those that are gone taken out.
function draw(answer) {
  const key = keyOf(open?.cell ?? current);
  const busy = open?.cell.closest("tr");
  const known = new Map(rows().filter((row) => row.dataset.task).map((row) => [row.dataset.task, row]));
  for (const [id, html] of Object.entries(answer.rows)) {
    if (known.get(id) === busy && busy) continue; // somebody types in it; the next answer brings it
    const fresh = filled(html);
    const ticked = known.get(id)?.querySelector('[name="task"]')?.checked;
    if (ticked) fresh.querySelector('[name="task"]').checked = true;
    if (known.has(id)) fresh.classList.add("just-changed");
    known.get(id)?.replaceWith(fresh);
    known.set(id, fresh);
  }
  if (answer.phases.some((phase) => phase.ids.some((id) => !known.has(id)))) return location.reload();
  const bodies = answer.phases.map((phase) => {
    const wanted = [answer.heads[phase.name], ...phase.ids];
    const body = document.createElement("tbody");
    body.append(filled(wanted[0]), ...phase.ids.map((id) => known.get(id)));
    return body;
  });
  if (!bodies.length) return location.reload();
  for (const body of [...table.tBodies]) body.remove();
  table.tHead.after(...bodies);
  rows().filter((row) => row.dataset.task).forEach((row, index) => {
    row.querySelector(".n").textContent = index + 1;
    const after = row.querySelector('[data-f="after"]');
    if (after && !row.contains(open?.field ?? null)) after.textContent = answer.after[row.dataset.task] ?? "–";
  });
  table.tFoot.innerHTML = answer.sums;
  document.getElementById("plan-side").outerHTML = answer.side;
  document.querySelector(".strip").outerHTML = answer.strip;
  document.querySelector("[data-proposals]").innerHTML = answer.proposals;
  table.dataset.since = answer.since;
  ready();
  if (!open) current = byKey(key) ?? current;
  document.dispatchEvent(new CustomEvent("plan:drawn"));
  return undefined;
}

async function ask(fields) {
  const body = new FormData();
  for (const [name, value] of Object.entries(fields)) for (const one of [value].flat()) body.append(name, one);
  body.set("since", table.dataset.since);
  const headers = { Accept: "application/json", "X-CSRFToken": document.querySelector('meta[name="csrf-token"]').content };
  const answer = await fetch(table.dataset.plan, { method: "POST", body, headers }).catch(() => null);
  if (!answer) return { problem: problem.dataset.offline };
  const isJson = answer.headers.get("Content-Type")?.startsWith("application/json");
  return isJson ? answer.json() : { problem: problem.dataset.refused };
}

// One after the other, so that the second of two quick edits has seen the first.
function send(fields, focus = "") {
  queue = queue.then(async () => {
    table.setAttribute("aria-busy", "true");
    const answer = await ask(fields);
    table.removeAttribute("aria-busy");
    tell([answer.problem, ...(answer.left ?? [])].filter(Boolean).join(" "));
    if (answer.problem) return answer;
    draw(answer);
    if (answer.said) document.dispatchEvent(new CustomEvent("toast", { detail: { text: answer.said, undo: answer.undo } }));
    if (focus && !open) go(byKey(focus));
    return answer;
  });
  return queue;
}

function shut() {
  const { cell, field } = open;
  open = null;
  field.remove();
  cell.hidden = false;
}

function tasksOf(cell) {
  const row = cell.closest("tr");
  return row.dataset.task ? [row.dataset.task] : [...row.parentElement.querySelectorAll("tr[data-task]")].map((one) => one.dataset.task);
}

// "3, 5" as the ids of those lines; null where there is no such line.
function linked(text) {
  const lines = new Map(rows().filter((row) => row.dataset.task).map((row) => [numberOf(row), row.dataset.task]));
  const found = text.split(/[\s,;]+/).filter(Boolean).map((number) => lines.get(number));
  return found.includes(undefined) ? null : found;
}

function changeOf(cell, value, seen) {
  const name = cell.dataset.f;
  const task = tasksOf(cell);
  if (name !== "after") {
    return { do: "set", task, [`set_${name}`]: value, seen: JSON.stringify(Object.fromEntries(task.map((id) => [id, { [name]: seen }]))) };
  }
  const after = linked(value);
  return after && { do: "link", task, after, was: seen.split(",").filter(Boolean) };
}

// step: where to edit next (0, 1, -1); down: 1 goes to the cell below.
async function save(step, down = 0) {
  const { cell, field, was, seen, busy } = open;
  if (busy) return;
  const next = keyOf(step ? neighbor(cell, 0, step) : down ? neighbor(cell, down, 0) ?? cell : cell);
  if (field.value === was) {
    shut();
    go(byKey(next) ?? cell);
    if (step) edit(byKey(next));
    return;
  }
  const fields = changeOf(cell, field.value, seen);
  if (!fields) {
    tell(table.dataset.noLine);
    return;
  }
  open.busy = true;
  const answer = await ask(fields);
  if (answer.problem) {
    open.busy = false;
    tell(answer.problem);
    if (answer.theirs && cell.dataset.f in answer.theirs) open.seen = answer.theirs[cell.dataset.f];
    field.setAttribute("aria-invalid", "true");
    field.focus();
    return;
  }
  tell("");
  shut();
  draw(answer);
  if (answer.undo) document.dispatchEvent(new CustomEvent("toast", { detail: { text: answer.said || table.dataset.saved, undo: answer.undo } }));
  go(byKey(next));
  if (step) edit(byKey(next));
}

function edit(cell, typed = "") {
  if (!cell) return;
  const name = cell.dataset.f;
  if (FLAGS.includes(name)) {
    send(changeOf(cell, cell.dataset.v ? "" : "true", cell.dataset.v), keyOf(cell));
    return;
  }
  const found = editors.querySelector(`[name="${name}"]`);
  const field = found ? document.importNode(found, true) : document.createElement("input");
  if (field.type === "number" || !found) { // arrows walk, they do not count up; what is no number the server says
    field.type = "text";
    field.inputMode = "decimal";
  }
  field.className = `${found?.tagName === "SELECT" ? "form-select" : "form-control"} cell-field`;
  field.removeAttribute("required");
  field.setAttribute("aria-label", `${table.querySelector(`[data-column="${name}"]`)?.textContent ?? name}: ${cell.closest("tr").querySelector("th").innerText.trim()}`);
  field.value = name === "after" ? cell.textContent.replace("–", "").trim() : cell.dataset.v;
  open = { cell, field, was: field.value, seen: cell.dataset.v, busy: false };
  if (typed) field.value = typed;
  cell.hidden = true;
  cell.after(field);
  field.focus();
  if (!typed) field.select?.();
}

function ready() {
  table.setAttribute("role", "grid");
  for (const cell of table.querySelectorAll("a.cell")) cell.tabIndex = -1;
  const all = [...table.querySelectorAll("tr[data-task] a.cell")];
  const start = current?.isConnected ? current : all[0];
  if (start) start.tabIndex = 0;
}

function typedIn(event) {
  if (event.key === "Escape") {
    event.stopPropagation();
    const { cell } = open;
    tell("");
    shut();
    go(cell);
  } else if (event.key === "Enter" || event.key === "Tab") {
    event.preventDefault();
    save(event.key === "Tab" ? (event.shiftKey ? -1 : 1) : 0, event.key === "Enter" ? (event.shiftKey ? -1 : 1) : 0);
  }
}

function walked(event, cell) {
  const step = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key];
  if (event.altKey || event.ctrlKey || event.metaKey) return;
  if (step && !event.shiftKey) go(neighbor(cell, ...step));
  else if (event.key === "Enter" || event.key === "F2") edit(cell);
  else if (/^[\p{L}\p{N}]$/u.test(event.key) && !/SELECT|date/.test(editors.querySelector(`[name="${cell.dataset.f}"]`)?.type ?? "")
    && !FLAGS.includes(cell.dataset.f) && editors.querySelector(`[name="${cell.dataset.f}"]`)?.tagName !== "SELECT") edit(cell, event.key);
  else return;
  event.preventDefault();
}

if (table && editors) {
  table.addEventListener("keydown", (event) => {
    if (open && event.target === open.field) typedIn(event);
    else if (event.target.matches("a.cell")) walked(event, event.target);
  });
  table.addEventListener("click", (event) => {
    const cell = event.target.closest("a.cell");
    if (!cell || isPhone() || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    event.stopPropagation();
    if (open) return;
    go(cell);
    if (cell.dataset.f !== "phase" || cell.closest("tr.phase")) edit(cell);
  });
  table.addEventListener("focusin", (event) => {
    if (event.target.matches("a.cell") && event.target !== current) {
      if (current) current.tabIndex = -1;
      current = event.target;
      current.tabIndex = 0;
    }
  });
  table.addEventListener("focusout", (event) => {
    const field = open?.field;
    setTimeout(() => { if (open && event.target === field && document.activeElement !== field && document.hasFocus()) save(0); });
  });
  document.addEventListener("plan:send", (event) => send(event.detail.fields, event.detail.focus ?? keyOf(current)));
  ready();
}
