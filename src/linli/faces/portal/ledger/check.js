/* Checks a receipt in the browser, by itself: hashes and signatures are WebCrypto's, nothing is asked of the server.
   Only where a proof between two heads is missing is the ledger asked for it; what it answers is checked as well. */
(() => {
  "use strict";

  const PARTS = ["what", "given", "who", "words"];
  const LEAF_BYTES = 129;
  const form = document.getElementById("check");
  const subtle = window.crypto?.subtle;

  const utf8 = (text) => new TextEncoder().encode(text);
  const unbase = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const base = (bytes) => btoa(String.fromCharCode(...bytes));
  const same = (one, other) => one.length === other.length && one.every((byte, at) => byte === other[at]);
  const moment = (seconds) => new Date(seconds * 1000).toLocaleString(document.documentElement.lang);

  function join(...parts) {
    const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of parts) {
      whole.set(part, at);
      at += part.length;
    }
    return whole;
  }

  const sha256 = async (...parts) => new Uint8Array(await subtle.digest("SHA-256", join(...parts)));
  const node = (left, right) => sha256(Uint8Array.of(1), left, right);

  /* Whether it is the key's Ed25519 signature; null where this browser doesn't know. */
  async function verifies(raw, text, signature) {
    let key;
    try {
      key = await subtle.importKey("raw", raw, { name: "Ed25519" }, false, ["verify"]);
    } catch (fault) {
      if (fault.name === "NotSupportedError") return null;
      return false;
    }
    return subtle.verify({ name: "Ed25519" }, key, signature, utf8(text));
  }

  /* The two roots that a proof leads to: of what lies left of the leaf, and of all (RFC 9162, 2.1.3 and 2.1.4). */
  async function climb(index, last, proof, leaf) {
    let older = leaf;
    let newer = leaf;
    for (const other of proof) {
      if (last === 0) return null;
      if (index % 2 || index === last) {
        older = await node(other, older);
        newer = await node(other, newer);
        while (index && !(index % 2)) {
          index /= 2;
          last = Math.floor(last / 2);
        }
      } else newer = await node(newer, other);
      index = Math.floor(index / 2);
      last = Math.floor(last / 2);
    }
    return last === 0 ? [older, newer] : null;
  }

  async function included(position, size, leaf, proof, root) {
    if (!Number.isSafeInteger(position) || position < 0 || position >= size) return false;
    const found = await climb(position, size - 1, proof, leaf);
    return found !== null && same(found[1], root);
  }

  async function continued(old, newer, proof) {
    if (old.name !== newer.name) return false;
    if (old.size === newer.size) return proof.length === 0 && same(old.root, newer.root);
    let index = old.size - 1;
    let last = newer.size - 1;
    while (index % 2) {
      index = Math.floor(index / 2);
      last = Math.floor(last / 2);
    }
    const path = index === 0 ? [old.root, ...proof] : proof;
    if (!path.length) return false;
    const found = await climb(index, last, path.slice(1), path[0]);
    return found !== null && same(found[0], old.root) && same(found[1], newer.root);
  }

  function readKey(text) {
    const [name, , ...rest] = text.trim().split("+");
    const data = unbase(rest.join("+"));
    if (!name || data.length !== 33 || data[0] !== 1) throw new Error("no key");
    return { name, raw: data.slice(1), text: text.trim() };
  }

  function readNote(note) {
    const end = note.lastIndexOf("\n\n");
    if (end < 0) throw new Error("no note");
    const lines = note.slice(end + 2).split("\n").filter(Boolean);
    const signatures = lines.map((line) => {
      const [, name, data] = line.split(" ");
      return { name, id: unbase(data).slice(0, 4), signature: unbase(data).slice(4) };
    });
    return { text: note.slice(0, end + 1), signatures };
  }

  function readHead(note) {
    const [name, size, root, at] = readNote(note).text.split("\n");
    if (!/^[0-9]+$/.test(size) || !Number.isSafeInteger(Number(size))) throw new Error("no head");
    return { name, size: Number(size), root: unbase(root), at: Number(at.replace("time ", "")) };
  }

  /* true, false, or null where this browser can't check signatures. */
  async function signed(note, keys, at) {
    const { text, signatures } = readNote(note);
    let known = false;
    for (const key of keys) {
      if (key.until !== undefined && at > key.until) continue;
      const id = (await sha256(utf8(`${key.name}\n`), Uint8Array.of(1), key.raw)).slice(0, 4);
      for (const one of signatures) {
        if (one.name !== key.name || !same(one.id, id)) continue;
        const right = await verifies(key.raw, text, one.signature);
        if (right) return true;
        if (right === null) known = null;
      }
    }
    return known;
  }

  /* The keys that are believed: the one we start from, and those that it, or they, have named as successors. */
  async function believed(listed, pinned) {
    const all = listed.map((one) => readKey(one.key));
    const keys = [pinned ? readKey(pinned) : all[0]];
    const find = (raw, name) => keys.find((key) => same(key.raw, raw) && key.name === name);
    for (const { succession } of listed) {
      if (!succession) continue;
      const [kind, name, old, next, , until] = readNote(succession).text.split("\n");
      const before = find(unbase(old), name);
      if (kind !== "linli-succession-v1" || !before) continue;
      if (!(await signed(succession, [{ ...before, until: undefined }]))) continue;
      before.until = Number(until.replace("until ", ""));
      if (!find(unbase(next), name)) keys.push({ name, raw: unbase(next) });
    }
    return { keys, strange: all.some((key) => !find(key.raw, key.name)) };
  }

  /* Everything that can be checked of a receipt, as {check, good, ...facts}; good is null where it stays open. */
  async function check(receipt, pinned, earlier, proof) {
    const found = [];
    const say = (what, good, facts = {}) => found.push({ check: what, good, ...facts });
    if (receipt.format !== "linli-receipt-1" || !receipt.entries.length) throw new Error("no receipt");
    const { keys, strange } = await believed(receipt.keys, pinned);
    say("keys", strange ? false : pinned ? true : null, { key: receipt.keys[0].key });
    let head = null;
    if (receipt.head) {
      head = readHead(receipt.head);
      say("head", await signed(receipt.head, keys, head.at), { size: head.size, at: moment(head.at) });
    }
    for (const entry of receipt.entries) await checkEntry(entry, keys, head, say);
    if (earlier) {
      const other = readHead(earlier);
      say("earlier", await signed(earlier, keys, other.at), { size: other.size, at: moment(other.at) });
      const [old, newer] = head && head.size < other.size ? [head, other] : [other, head];
      if (head && (proof || old.size === newer.size)) {
        const good = await continued(old, newer, (proof || []).map(unbase));
        say("consistency", good, { old: old.size, new: newer.size });
      } else say("consistency", null, { old: old.size, new: newer?.size ?? "?" });
    }
    return found;
  }

  /* What is JSON, as its names and values. */
  function plain(text) {
    const told = ([name, value]) =>
      value && typeof value === "object" ? Object.entries(value).map(told).join(", ") : `${name} ${value}`;
    return Object.entries(JSON.parse(text)).map(told).join(", ");
  }

  async function checkEntry(entry, keys, head, say) {
    const leaf = unbase(entry.leaf);
    for (const [part, { salt, text }] of Object.entries(entry.parts)) {
      const at = 1 + 32 * PARTS.indexOf(part);
      const digest = await sha256(unbase(salt), utf8(`${part}:${text}`));
      const good = PARTS.includes(part) && leaf.length === LEAF_BYTES && same(digest, leaf.slice(at, at + 32));
      say(part, good, part === "words" ? { text } : { more: plain(text) });
    }
    const hashed = await sha256(Uint8Array.of(0), leaf);
    if (entry.promise) await checkPromise(entry.promise, keys, hashed, say);
    if (!head || entry.position === undefined) return say("inclusion", null);
    const good = await included(entry.position, head.size, hashed, entry.proof.map(unbase), head.root);
    say("inclusion", good, { position: entry.position + 1, size: head.size });
  }

  async function checkPromise(promise, keys, hashed, say) {
    const [kind, , leaf, by] = readNote(promise).text.split("\n");
    const seconds = Number(by.replace("by ", ""));
    const right = kind === "linli-promise-v1" && same(unbase(leaf), hashed);
    say("promise", right ? await signed(promise, keys, seconds) : false, { by: moment(seconds) });
  }

  function show(findings) {
    const box = document.getElementById("found");
    const heading = box.querySelector("h2");
    const list = box.querySelector("ul");
    const texts = document.getElementById("texts").content;
    list.replaceChildren(
      ...findings.map(({ check: what, good, ...facts }) => {
        const item = document.createElement("li");
        item.dataset.good = good;
        const line = texts.querySelector(`[data-check="${what}"][data-good="${good}"]`).cloneNode(true);
        line.textContent = line.textContent.replace(/\{(\w+)\}/g, (whole, name) => facts[name] ?? whole);
        item.append(line);
        if (facts.more) {
          const more = document.createElement("details");
          more.append(Object.assign(document.createElement("summary"), { textContent: heading.dataset.more }), facts.more);
          item.append(more);
        }
        return item;
      }),
    );
    const wrong = findings.some((one) => one.good === false);
    const open = findings.some((one) => one.good === null && one.check !== "keys");
    heading.textContent = wrong ? heading.dataset.wrong : open ? heading.dataset.open : heading.dataset.holds;
    box.dataset.state = wrong ? "wrong" : open ? "open" : "holds";
    box.hidden = false;
  }

  async function ask(name, parameters) {
    const address = new URL(name, form.dataset.address);
    address.search = new URLSearchParams(parameters);
    const answer = await fetch(address).catch(() => null);
    return answer?.ok ? answer.json() : null;
  }

  /* The head in a file: a note, or that of a receipt. */
  const headOf = (text) => (text.trimStart().startsWith("{") ? JSON.parse(text).head : text);

  async function look() {
    const file = document.getElementById("f-receipt").files[0];
    if (!file) return;
    try {
      const receipt = JSON.parse(await file.text());
      const kept = document.getElementById("f-earlier").files[0];
      const earlier = kept ? headOf(await kept.text()) : null;
      let proof = receipt.earlier?.head === earlier ? receipt.earlier?.proof : null;
      if (earlier && !proof && receipt.head) {
        const sizes = [readHead(earlier).size, readHead(receipt.head).size].sort((one, other) => one - other);
        if (sizes[0] !== sizes[1]) proof = (await ask("consistency.json", { from: sizes[0], to: sizes[1] }))?.proof;
      }
      show(await check(receipt, document.getElementById("f-key").value, earlier, proof));
    } catch {
      show([{ check: "form", good: false }]);
    }
  }

  /* A promise out of a QR code: hash of the leaf, time, signature, key, name. The ledger is asked for its inclusion. */
  async function lookAtPromise(compact) {
    try {
      const data = unbase(compact.replaceAll("-", "+").replaceAll("_", "/"));
      const name = new TextDecoder().decode(data.slice(136));
      const key = { name, raw: data.slice(104, 136) };
      const by = Number(new DataView(data.buffer).getBigUint64(32));
      const leaf = data.slice(0, 32);
      const id = (await sha256(utf8(`${name}\n`), Uint8Array.of(1), key.raw)).slice(0, 4);
      const text = `linli-promise-v1\n${name}\n${base(leaf)}\nby ${by}\n`;
      const written = `${name}+${[...id].map((byte) => byte.toString(16).padStart(2, "0")).join("")}+${base(join(Uint8Array.of(1), key.raw))}`;
      const found = [{ check: "keys", good: null, key: written }];
      found.push({ check: "promise", good: await verifies(key.raw, text, data.slice(40, 104)), by: moment(by) });
      const told = await ask("inclusion.json", { leaf: base(leaf) });
      if (told) {
        const head = readHead(told.head);
        const listed = await ask("keys.json", {});
        const { keys } = await believed(listed ? listed.keys : [{ key: written }], written);
        found.push({ check: "head", good: await signed(told.head, keys, head.at), size: head.size, at: moment(head.at) });
        const good = await included(told.position, head.size, leaf, told.proof.map(unbase), head.root);
        found.push({ check: "inclusion", good, position: told.position + 1, size: head.size });
      } else found.push({ check: "inclusion", good: null });
      show(found);
    } catch {
      show([{ check: "form", good: false }]);
    }
  }

  if (!subtle) {
    show([{ check: "crypto", good: null }]);
    return;
  }
  form.hidden = false;
  form.addEventListener("change", look);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    look();
  });
  if (location.hash.length > 1) lookAtPromise(location.hash.slice(1));
})();
