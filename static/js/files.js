// Files: drop them anywhere on the page, paste a picture, or choose; with progress and another try.

const form = document.querySelector("form[data-drop]");

function send(files) {
  const input = form.querySelector('input[type="file"]');
  const bar = form.querySelector(".drop-progress");
  const said = form.querySelector(".drop-said");
  const button = form.querySelector("button");
  if (files) input.files = files;
  const body = new FormData(form);
  const call = new XMLHttpRequest();
  const fail = (text) => {
    bar.hidden = true;
    button.disabled = false;
    said.textContent = text;
    button.focus();
  };
  call.open("POST", form.action);
  call.setRequestHeader("HX-Request", "true");
  call.upload.addEventListener("progress", (event) => {
    bar.hidden = false;
    bar.value = event.lengthComputable ? (100 * event.loaded) / event.total : 0;
    said.textContent = form.dataset.sending.replace("%s", Math.round(bar.value));
  });
  call.addEventListener("load", () => {
    const next = call.getResponseHeader("HX-Redirect");
    const problem = call.getResponseHeader("X-Problem");
    if (next) location.assign(next);
    else fail(problem ? decodeURIComponent(problem) : form.dataset.failed);
  });
  call.addEventListener("error", () => fail(form.dataset.failed));
  button.disabled = true;
  call.send(body);
}

function listOf(files) {
  const made = new DataTransfer();
  for (const file of files) made.items.add(file);
  return made.files;
}

// Browsers call every pasted picture image.png: each would become the next version of the last.
function named(file) {
  if (!/^image\.\w+$/.test(file.name)) return file;
  const at = new Date(Date.now() - new Date().getTimezoneOffset() * 60000).toISOString();
  const name = `${form.dataset.picture} ${at.slice(0, 19).replace("T", " ").replaceAll(":", ".")}`;
  return new File([file], `${name}.${file.name.split(".").pop()}`, { type: file.type });
}

if (form) {
  form.querySelector(".drop-hint").hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send(null);
  });
  document.addEventListener("dragover", (event) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    form.classList.add("is-over");
  });
  document.addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) form.classList.remove("is-over");
  });
  document.addEventListener("drop", (event) => {
    if (!event.dataTransfer?.files.length) return;
    event.preventDefault();
    form.classList.remove("is-over");
    send(listOf(event.dataTransfer.files));
  });
  document.addEventListener("paste", (event) => {
    const files = [...(event.clipboardData?.files ?? [])];
    const typing = event.target.closest?.("input, textarea") && event.clipboardData.getData("text/plain");
    if (!files.length || typing) return;
    event.preventDefault();
    send(listOf(files.map(named)));
  });
}
