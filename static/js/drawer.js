// Links with data-drawer open their page in the drawer; the link still works without script and in a new tab.

const drawer = document.getElementById("drawer");
let opener = null;
let back = "";

async function open(link) {
  const answer = await fetch(link.href, { headers: { "HX-Request": "true", "HX-Target": "drawer" } });
  if (!answer.ok || answer.redirected) return location.assign(link.href);
  drawer.innerHTML = await answer.text();
  window.htmx?.process(drawer);
  opener = link;
  back = location.href;
  history.pushState({ drawer: true }, "", link.href);
  if (!drawer.open) drawer.showModal();
  const wanted = document.documentElement.dataset.drawerFocus;
  delete document.documentElement.dataset.drawerFocus;
  if (wanted) drawer.querySelector("footer a, footer button")?.focus();
  return undefined;
}

document.addEventListener("click", (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  const link = event.target.closest("a[data-drawer]");
  if (link && drawer) {
    event.preventDefault();
    open(link);
  } else if (drawer && (event.target === drawer || event.target.closest("#drawer [data-close]"))) {
    event.preventDefault();
    drawer.close();
  }
});

drawer?.addEventListener("close", () => {
  if (back) history.replaceState(null, "", back);
  back = "";
  drawer.replaceChildren();
  opener?.focus();
});

window.addEventListener("popstate", () => {
  back = "";
  if (drawer?.open) drawer.close();
});
