// The twelve-responsibility matrix as a grid: one tab stop, arrows move, Enter opens the evidence, Space opens
// it at its one action, L jumps to the next late cell. Without script every cell is an ordinary link.

function enhance(table) {
  const rows = [...table.tBodies[0].rows].map((row) => [...row.querySelectorAll("th a, a.cell")]);
  if (!rows.length) return;
  table.setAttribute("role", "grid");
  let current = rows[0][0];
  for (const link of rows.flat()) link.tabIndex = -1;
  current.tabIndex = 0;

  function go(link) {
    if (!link) return;
    current.tabIndex = -1;
    current = link;
    link.tabIndex = 0;
    link.focus();
  }

  function place(link) {
    const y = rows.findIndex((row) => row.includes(link));
    return [y, rows[y].indexOf(link)];
  }

  function nextLate() {
    const all = rows.flat();
    const from = all.indexOf(current) + 1;
    const order = [...all.slice(from), ...all.slice(0, from)];
    go(order.find((link) => link.classList.contains("is-late")));
  }

  function move(event) {
    const [y, x] = place(current);
    const right = getComputedStyle(table).direction === "rtl" ? -1 : 1;
    const steps = {
      ArrowUp: [y - 1, x], ArrowDown: [y + 1, x], ArrowLeft: [y, x - right], ArrowRight: [y, x + right],
      Home: [event.ctrlKey ? 0 : y, 0], End: [event.ctrlKey ? rows.length - 1 : y, rows[y].length - 1],
    };
    const step = steps[event.key];
    if (!step) return false;
    go(rows[step[0]]?.[step[1]]);
    return true;
  }

  table.addEventListener("keydown", (event) => {
    if (!event.target.closest("a") || event.altKey || event.metaKey) return;
    const letters = document.documentElement.dataset.singleKeys !== "off";
    let taken = move(event);
    if (event.key === " ") {
      document.documentElement.dataset.drawerFocus = "action";
      event.target.click();
      taken = true;
    } else if (letters && !event.ctrlKey && event.key.toLowerCase() === "l") {
      nextLate();
      taken = true;
    }
    if (taken) event.preventDefault();
  });
  table.addEventListener("focusin", (event) => {
    const link = event.target.closest("a");
    if (!link || link === current) return;
    current.tabIndex = -1;
    current = link;
    link.tabIndex = 0;
  });
}

function all(root) {
  for (const table of root.querySelectorAll("table[data-matrix]:not([role])")) enhance(table);
}

all(document);
document.addEventListener("htmx:afterSwap", (event) => all(event.detail.target));
