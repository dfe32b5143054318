/* A call without a mouse: Enter takes the first hit and goes on, the arrow goes into the list, Ctrl+Enter sends.
   Without this file Enter searches, and the form is sent by its button. */
(() => {
  "use strict";

  const form = document.getElementById("call-form");
  if (!form) return;
  const ONWARD = ["f-text", "f-asked_class", "f-asked_place", "f-name", "f-phone", "send"];
  let awaited = null; // the search field whose first hit is to be taken as soon as it is there

  const radios = (box) => [...document.getElementById(box.dataset.hits).querySelectorAll("input[type=radio]")];

  function goOn(from) {
    document.getElementById(ONWARD[ONWARD.indexOf(from.id) + 1]).focus();
  }

  function take(box) {
    const all = radios(box);
    const chosen = all.find((radio) => radio.checked) || all[0];
    if (!chosen) return false;
    if (!chosen.checked) {
      chosen.checked = true;
      chosen.dispatchEvent(new Event("change", { bubbles: true }));
    }
    goOn(box);
    return true;
  }

  function onSearch(event, box) {
    if (event.key === "ArrowDown") {
      const [first] = radios(box);
      if (!first) return;
      event.preventDefault();
      first.focus();
      return;
    }
    event.preventDefault();
    if (!box.value.trim()) goOn(box);
    else if (box.dataset.asked === box.value) take(box);
    else awaited = box;
  }

  form.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      form.requestSubmit(document.getElementById("send"));
      return;
    }
    const field = event.target;
    if (field.dataset.hits && (event.key === "Enter" || event.key === "ArrowDown")) onSearch(event, field);
    else if (event.key === "Enter" && field.matches("input:not([type=radio])")) {
      event.preventDefault();
      goOn(field);
    } else if (event.key === "Enter" && field.matches("#class-hits input, #place-hits input")) {
      event.preventDefault();
      goOn(document.querySelector(`[data-hits=${field.closest("[aria-live]").id}]`));
    }
  });

  /* What the list answers to is noted when it is asked: Enter must not take the first hit of an older word. */
  form.addEventListener("htmx:afterSwap", (event) => {
    const box = form.querySelector(`[data-hits="${event.detail.target.id}"]`);
    if (!box) return;
    box.dataset.asked = event.detail.requestConfig.parameters[box.name] ?? "";
    if (awaited === box && box.dataset.asked === box.value && document.activeElement === box) take(box);
    if (awaited === box && box.dataset.asked === box.value) awaited = null;
  });

  form.querySelectorAll("[data-hits]").forEach((box) => (box.dataset.asked = box.value));
  (form.querySelector("[aria-invalid]") || document.getElementById("f-text")).focus();
})();
