/* The desk's keyboard, and some comforts: clean addresses of filtered lists, the place in a list that was left, a field to
   search long selects, words that aren't lost, and a word where no answer comes.
   Everything works without this file; links and forms do the work. */
(() => {
  "use strict";

  const FEW = 12; // a select with fewer options is read faster than it is searched
  const GO_WAIT = 900; // milliseconds in which the second key of "g q" may follow
  let goPressed = 0;
  let opened = document.querySelector("[data-act][aria-current]")?.dataset.act || "";

  const LEFT = "left at"; // the case that was opened last from a list, by its number
  const typing = (target) =>
    target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

  const links = () => [...document.querySelectorAll(".dk-open")];
  const caseOf = (address) => /\/cases\/(\d+)\//.exec(address)?.[1];

  function goTo(link) {
    link.focus();
    link.closest("tr, li").scrollIntoView({ block: "nearest" });
  }

  function step(by) {
    const all = links();
    if (!all.length) return;
    const at = all.indexOf(document.activeElement);
    const next = at < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(Math.max(at + by, 0), all.length - 1);
    goTo(all[next]);
  }

  /* Whoever comes back to a list from a case goes on from that case. */
  function comeBack() {
    const here = caseOf(location.pathname);
    if (here) {
      sessionStorage.setItem(LEFT, here);
      return;
    }
    const left = sessionStorage.getItem(LEFT);
    const link = left && links().find((one) => caseOf(one.href) === left);
    if (link) goTo(link);
    if (links().length) sessionStorage.removeItem(LEFT);
  }

  function press(selector) {
    const found = document.querySelector(selector);
    if (found) found.click();
    return Boolean(found);
  }

  function focus(selector) {
    const found = document.querySelector(selector);
    if (!found) return false;
    const fold = found.closest("details");
    if (fold) fold.open = true;
    found.focus();
    if (found.select) found.select();
    return true;
  }

  const KEYS = {
    j: () => step(1),
    k: () => step(-1),
    o: () => document.activeElement?.matches(".dk-open") && document.activeElement.click(),
    "/": () => focus("#f-text[type=search]"),
    a: () => press("#acts [data-act]"),
    n: () => press("#next-case"),
    c: () => press('[data-door="hotline"]'),
    x: () => focus("#exclusions button"),
    q: () => Date.now() - goPressed < GO_WAIT && press('[data-door="queue"]'),
    "?": () => document.getElementById("keys")?.showModal(),
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.key === "Escape" && typing(event.target)) {
      event.preventDefault(); // a search field would be emptied, and the list with it
      event.target.blur();
      return;
    }
    if (typing(event.target) || document.querySelector("dialog[open]")) return;
    if (event.key === "g") {
      goPressed = Date.now();
      return;
    }
    const act = KEYS[event.key];
    if (!act) return;
    event.preventDefault();
    act();
    goPressed = 0;
  });

  document.querySelectorAll("[data-opens]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => document.getElementById(button.dataset.opens).showModal());
  });

  /* An open part of the menu gives way to whatever is done next: a click beside it, or Escape. */
  const openPart = () => document.querySelector(".dk-menu-more[open]");
  document.addEventListener("click", (event) => {
    const part = openPart();
    if (part && !part.contains(event.target)) part.open = false;
  });
  document.addEventListener("keydown", (event) => {
    const part = event.key === "Escape" && openPart();
    if (!part) return;
    part.open = false;
    part.querySelector("summary").focus();
  });

  /* A filter that isn't set doesn't belong in the address. */
  document.addEventListener("htmx:configRequest", (event) => {
    if (event.detail.elt.id !== "filter") return;
    const given = event.detail.parameters;
    [...Object.keys(given)].forEach((name) => given[name] === "" && delete given[name]);
  });

  /* A search field above a long select: only the options that contain what is typed stay. */
  function searchable(select) {
    if (select.dataset.searchable || select.options.length < FEW) return;
    select.dataset.searchable = "1";
    const all = [...select.children].map((node) => node.cloneNode(true));
    const box = document.createElement("input");
    box.type = "search";
    box.className = "ll-input dk-filter-box";
    box.placeholder = select.dataset.filter;
    box.setAttribute("aria-label", select.dataset.filter);
    box.autocomplete = "off";
    box.addEventListener("input", () => {
      const wanted = box.value.trim().toLowerCase();
      const chosen = select.value;
      const fits = (option) => !option.value || option.label.toLowerCase().includes(wanted);
      select.replaceChildren(
        ...all.flatMap((node) => {
          const copy = node.cloneNode(true);
          if (copy.tagName === "OPTION") return fits(copy) ? [copy] : [];
          [...copy.children].forEach((option) => fits(option) || option.remove());
          return copy.children.length ? [copy] : [];
        }),
      );
      const left = [...select.options].filter((option) => option.value);
      select.value = left.some((option) => option.value === chosen) ? chosen : wanted && left.length ? left[0].value : "";
      if (select.value !== chosen) select.dispatchEvent(new Event("change", { bubbles: true }));
    });
    box.addEventListener("keydown", (event) => event.key === "Enter" && event.preventDefault());
    select.before(box);
  }

  /* Choosing one of the candidates takes back a choice from the whole list, and the other way round. */
  function exclusive(root) {
    const other = root.querySelector("#f-other_unit");
    const candidates = [...root.querySelectorAll("input[name=unit_path]")];
    if (!other || !candidates.length) return;
    other.addEventListener("change", () => other.value && candidates.forEach((radio) => (radio.checked = false)));
    candidates.forEach((radio) => radio.addEventListener("change", () => (other.value = "")));
  }

  /* What somebody is writing outlives a session that ended, or a link clicked by mistake: kept in this tab until it is
     sent or somebody signs out. */
  const drafts = "draft ";
  const draftOf = (area) => drafts + new URL(area.form.action).pathname;

  function rememberWords(root) {
    root.querySelectorAll("#act-form textarea").forEach((area) => {
      if (!area.value) area.value = sessionStorage.getItem(draftOf(area)) || "";
      area.addEventListener("input", () => sessionStorage.setItem(draftOf(area), area.value));
    });
  }

  function forgetWords(beginning) {
    Object.keys(sessionStorage)
      .filter((key) => key.startsWith(beginning))
      .forEach((key) => sessionStorage.removeItem(key));
  }

  document.querySelector(".dk-leave")?.form.addEventListener("submit", () => {
    forgetWords(drafts);
    sessionStorage.removeItem(LEFT);
  });
  if (document.querySelector("[data-done]")) forgetWords(drafts + location.pathname);

  function prepare(root) {
    rememberWords(root);
    root.querySelectorAll("select[data-filter]").forEach(searchable);
    exclusive(root);
  }

  /* Where the connection is lost, or the server is at a loss, what was pressed must not seem dead. */
  const heard = () => document.querySelector(".dk-unreached")?.remove();
  function unheard() {
    heard();
    document.body.append(document.getElementById("unreached").content.cloneNode(true));
  }
  ["htmx:sendError", "htmx:timeout", "htmx:responseError"].forEach((name) => document.addEventListener(name, unheard));
  document.addEventListener("htmx:beforeRequest", heard);

  prepare(document);
  comeBack();
  // Nobody who types already is moved elsewhere.
  if (document.activeElement === document.body)
    [...document.querySelectorAll(".dk-sign-in input:not([type=hidden])")].find((input) => !input.value)?.focus();
  document.addEventListener("htmx:load", (event) => {
    const root = event.detail.elt;
    prepare(root);
    if (root.id !== "acts") return;
    const first = root.querySelector(".dk-form :is(select, textarea, input:not([type=hidden])):not([readonly])");
    // A form that was put away leaves the reader at the button that had opened it.
    (first || root.querySelector(`[data-act="${opened}"]`) || root.querySelector("[data-act]"))?.focus();
    opened = root.querySelector("[data-act][aria-current]")?.dataset.act || "";
  });
})();
