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
    const files = event.clipboardData?.files;
    if (!files?.length) return;
    event.preventDefault();
    send(listOf(files));
  });
}
