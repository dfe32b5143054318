/* What a script adds to pages that work without one. Each part looks for its own data attribute. */
(() => {
  "use strict";

  const all = (selector, root = document) => [...root.querySelectorAll(selector)];

  /* Where the device is. It may take ten seconds, so `button` says meanwhile that it is being looked for. */
  function locate(button, then) {
    const label = button.querySelector("[data-busy]");
    const usual = label.textContent;
    const map = document.querySelector("linli-map");
    const found = (then) => (position) => {
      label.textContent = usual;
      button.removeAttribute("aria-busy");
      then(position);
    };
    label.textContent = label.dataset.busy;
    button.setAttribute("aria-busy", "true");
    navigator.geolocation.getCurrentPosition(
      found(({ coords }) => then(coords.latitude, coords.longitude)),
      found(() => map?.say?.(map.dataset.nowhere)),
      { enableHighAccuracy: true, timeout: 10000 },
    );
  }

  /* The place that the pin is on, in words; going on is offered once there is one. */
  document.addEventListener("linli-pick", async ({ detail }) => {
    for (const part of all("[data-needs-place]")) part.hidden = false;
    const box = document.getElementById("here");
    if (!box) return;
    const asked = `${box.dataset.here}?lat=${detail.lat.toFixed(6)}&lon=${detail.lon.toFixed(6)}`;
    box.asked = asked;
    const answer = await fetch(asked).catch(() => null);
    if (answer?.ok && box.asked === asked) box.innerHTML = await answer.text();
  });

  /* "I'm standing there now" moves the map; "Nearest to me first" asks for the list anew. */
  if ("geolocation" in navigator && window.isSecureContext) {
    for (const button of all("[data-locate]")) {
      button.hidden = false;
      button.addEventListener("click", () =>
        locate(button, (lat, lon) => {
          const map = document.querySelector("linli-map");
          if (map?.map) {
            map.choose(lat, lon);
            map.scrollIntoView({ block: "center" });
          } else location.search = `?lat=${lat.toFixed(6)}&lon=${lon.toFixed(6)}`;
        }),
      );
    }
    for (const button of all("[data-near]")) {
      button.hidden = false;
      button.addEventListener("click", () =>
        locate(button, (lat, lon) => {
          const address = new URL(location.href);
          address.searchParams.set("lat", lat.toFixed(6));
          address.searchParams.set("lon", lon.toFixed(6));
          address.searchParams.delete("page");
          location.href = address;
        }),
      );
    }
  }

  /* What answers a typed word would lie below the fold of a phone, or behind its keyboard. */
  const onPhone = matchMedia("(max-width: 47.99rem)");
  const lift = (form) => onPhone.matches && form.scrollIntoView({ block: "start" });

  /* A search form whose results come while typing: the same page, of which only the results are taken. */
  for (const form of all("form[data-live]")) {
    const target = form.dataset.live;
    let timer, last;
    form.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(async () => {
        const address = new URL(form.action);
        address.search = new URLSearchParams(new FormData(form));
        address.hash = "";
        const asked = (last = address.href);
        const answer = await fetch(asked).catch(() => null);
        if (!answer?.ok || last !== asked) return;
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        const fresh = page.querySelector(target);
        if (!fresh) return;
        if (fresh.childElementCount) lift(form);
        document.querySelector(target).replaceChildren(...fresh.childNodes);
      }, 250);
    });
  }

  /* What looks personal in the words is shown while they are written; what was chosen for it stays. */
  for (const box of all("[data-watch]")) {
    const input = document.getElementById(box.dataset.watch);
    let timer, last;
    input.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(async () => {
        const body = new FormData(input.form);
        body.delete("photos");
        last = body;
        const answer = await fetch(box.dataset.asks, { method: "POST", body }).catch(() => null);
        if (answer?.ok && last === body) box.innerHTML = await answer.text();
      }, 600);
    });
  }

  /* Classes are all on the page: typing a word shows those that it fits, called so before described so, short before
     long: who types "lamp" means a lamp before a lamp's manhole cover. */
  for (const form of all("form[data-filter]")) {
    const box = document.querySelector(form.dataset.filter);
    const none = document.querySelector("[data-filter-none]");
    const input = form.querySelector("[type=search]");
    const items = all("[data-terms]", box);
    const found = Object.assign(document.createElement("ul"), { className: "pt-picks", hidden: true });
    box.before(found);
    const narrow = () => {
      const wanted = input.value.trim().toLowerCase().split(/\s+/).filter(Boolean);
      document.getElementById("hits")?.remove();
      const place = ({ dataset }) => {
        const at = wanted.map((word) => dataset.name.toLowerCase().indexOf(word));
        return at.includes(-1) ? 2 : at.includes(0) ? 0 : 1;
      };
      const fits = items
        .filter((item) => wanted.every((word) => item.dataset.terms.includes(word)))
        .sort((a, b) => place(a) - place(b) || a.dataset.name.length - b.dataset.name.length);
      found.replaceChildren(...(wanted.length ? fits.map((item) => item.cloneNode(true)) : []));
      found.hidden = !found.children.length;
      box.hidden = wanted.length > 0;
      none.hidden = !wanted.length || fits.length > 0;
      if (wanted.length) lift(form);
    };
    input.addEventListener("input", narrow);
    form.addEventListener("submit", (event) => {
      if (!found.hidden) event.preventDefault();
    });
  }

  /* Filters take effect at once. */
  for (const form of all("form[data-auto]")) form.addEventListener("change", () => form.requestSubmit());

  /* A form is sent once, however often the button is pressed; what takes long says that it is on its way. */
  const sending = document.getElementById("sending")?.content.textContent ?? "";
  for (const form of all("form[data-once]")) {
    const told = Object.assign(document.createElement("p"), { className: "pt-sending", role: "status" });
    form.append(told);
    form.addEventListener("submit", (event) => {
      if (form.sent) event.preventDefault();
      else setTimeout(() => form.sent && (told.textContent = sending), 400);
      form.sent = true;
    });
    window.addEventListener("pageshow", () => {
      form.sent = false;
      told.textContent = "";
    });
  }

  /* Pictures are shown before they are sent. */
  for (const input of all("input[type=file][multiple]")) {
    if (input.closest("linli-cover")) continue; // shows them itself
    const list = document.createElement("ul");
    list.className = "pt-previews";
    input.after(list);
    input.addEventListener("change", () => {
      list.replaceChildren(
        ...[...input.files].map((file) => {
          const item = document.createElement("li");
          const picture = Object.assign(new Image(), { src: URL.createObjectURL(file), alt: file.name });
          picture.onload = () => URL.revokeObjectURL(picture.src);
          picture.onerror = () => item.remove();
          item.append(picture);
          return item;
        }),
      );
    });
  }

  /* What is missing is only asked where something is. */
  for (const part of all("[data-unless]")) {
    const [name, value] = part.dataset.unless.split("=");
    const form = part.closest("form");
    const look = () => {
      part.hidden = form.elements[name].value === value;
    };
    form.addEventListener("change", look);
    look();
  }

  for (const button of all("[data-copy]")) {
    if (!navigator.clipboard) continue;
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(document.querySelector(button.dataset.copy).textContent.trim());
      const label = button.querySelector("[data-done]");
      label.setAttribute("role", "status");
      label.textContent = label.dataset.done;
    });
  }

  for (const button of all("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }

  /* Who sent something and came back here is taken to what is said about it. */
  document.querySelector("#errors, #person, #personal, #problem, #done, #kinds-error, [aria-invalid]")?.focus();
})();
