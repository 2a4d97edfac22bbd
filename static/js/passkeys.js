// Passkeys: a form with data-passkey asks the device and sends its answer in the field "credential".
// "add" makes one, "use" proves with one; options stand in the JSON named by data-options, or behind data-fetch.

const toBytes = (text) => {
  const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0)).buffer;
};

const toText = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

const described = (list) => (list || []).map((one) => ({ ...one, id: toBytes(one.id) }));

function creation(options, passwordless) {
  const key = { ...options, challenge: toBytes(options.challenge) };
  key.user = { ...options.user, id: toBytes(options.user.id) };
  key.excludeCredentials = described(options.excludeCredentials);
  key.authenticatorSelection = {
    ...options.authenticatorSelection,
    residentKey: passwordless ? "required" : "discouraged",
    requireResidentKey: passwordless,
    ...(passwordless ? { userVerification: "required" } : {}),
  };
  return key;
}

function told(credential) {
  const said = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[name]) said[name] = toText(credential.response[name]);
  }
  if (credential.response.getTransports) said.transports = credential.response.getTransports();
  return JSON.stringify({
    type: credential.type,
    id: credential.id,
    rawId: toText(credential.rawId),
    authenticatorAttachment: credential.authenticatorAttachment,
    response: said,
    clientExtensionResults: credential.getClientExtensionResults(),
  });
}

async function optionsOf(form) {
  if (!form.dataset.fetch) return JSON.parse(document.getElementById(form.dataset.options).textContent);
  const answer = await fetch(form.dataset.fetch, { headers: { "X-Requested-With": "XMLHttpRequest", Accept: "application/json" } });
  if (!answer.ok) throw new Error(`passkey options: ${answer.status}`);
  return answer.json();
}

async function ask(form) {
  const options = await optionsOf(form);
  if (form.dataset.passkey === "add") {
    const passwordless = Boolean(form.elements.passwordless?.checked);
    return navigator.credentials.create({ publicKey: creation(options.creation_options.publicKey, passwordless) });
  }
  const key = options.request_options.publicKey;
  return navigator.credentials.get({
    publicKey: { ...key, challenge: toBytes(key.challenge), allowCredentials: described(key.allowCredentials) },
  });
}

function complain(form) {
  const problem = document.getElementById("problem");
  problem.textContent = form.dataset.refused;
  problem.hidden = false;
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  if (!window.PublicKeyCredential) continue;
  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      form.elements.credential.value = told(await ask(form));
      form.submit();
    } catch {
      complain(form);
    }
  });
}
