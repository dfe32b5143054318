/* Passkeys: a form marked data-passkey asks the browser first, and is sent with its answer.
   Without this file, or in a browser without passkeys, what signs in with one stays hidden: the password does. */
(() => {
  "use strict";

  if (!window.PublicKeyCredential) return;

  const bytes = (text) =>
    Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));

  const text = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer)))
      .replace(/\+/g, "-")
      .replace(/\//g, "_")
      .replace(/=+$/, "");

  const known = (list) => (list || []).map((one) => ({ ...one, id: bytes(one.id) }));

  async function create(form) {
    const asked = JSON.parse(form.dataset.options);
    const made = await navigator.credentials.create({
      publicKey: {
        ...asked,
        challenge: bytes(asked.challenge),
        user: { ...asked.user, id: bytes(asked.user.id) },
        excludeCredentials: known(asked.excludeCredentials),
      },
    });
    return {
      clientDataJSON: text(made.response.clientDataJSON),
      attestationObject: text(made.response.attestationObject),
      of: made,
    };
  }

  async function get(form) {
    const answer = await fetch(form.dataset.ask, { method: "POST", body: new FormData(form) });
    if (!answer.ok) throw new Error(`asked for a challenge, answered ${answer.status}`);
    const asked = await answer.json();
    const shown = await navigator.credentials.get({
      publicKey: { ...asked, challenge: bytes(asked.challenge), allowCredentials: known(asked.allowCredentials) },
    });
    return {
      clientDataJSON: text(shown.response.clientDataJSON),
      authenticatorData: text(shown.response.authenticatorData),
      signature: text(shown.response.signature),
      userHandle: shown.response.userHandle ? text(shown.response.userHandle) : null,
      of: shown,
    };
  }

  const ways = { create, get };

  async function send(event) {
    event.preventDefault();
    const form = event.currentTarget;
    const said = form.querySelector("[data-failed]");
    const button = form.querySelector("button");
    said.textContent = "";
    button.disabled = true;
    try {
      const { of, ...response } = await ways[form.dataset.passkey](form);
      form.elements.answer.value = JSON.stringify({ id: of.id, rawId: text(of.rawId), type: of.type, response });
      form.submit();
    } catch {
      // The browser says as little as it can about why: called off, timed out, none there, another address.
      said.textContent = said.dataset.failed;
    } finally {
      button.disabled = false;
    }
  }

  for (const form of document.querySelectorAll("form[data-passkey]")) form.addEventListener("submit", send);
  for (const part of document.querySelectorAll("[data-passkeys]")) part.hidden = false;
})();
