/* Photos are shown before they leave the device, and what nobody should see can be covered there: by finger or mouse, or
   with the keys alone. What is sent is drawn anew from the pixels, so place, time and device stay behind. Where the
   browser can find faces itself they are covered beforehand. Without this file the server does its part alone. */
(() => {
  "use strict";

  const LONGEST = 2048;
  const INK = "#1d1d1f";

  /* One photo on a canvas, and the marks that were laid over it. A mark is a stroke of circles or a rectangle. */
  class Photo {
    constructor(file, bitmap) {
      const scale = Math.min(1, LONGEST / Math.max(bitmap.width, bitmap.height));
      Object.assign(this, { file, bitmap, marks: [] });
      this.canvas = document.createElement("canvas");
      this.canvas.width = Math.round(bitmap.width * scale);
      this.canvas.height = Math.round(bitmap.height * scale);
      this.square = { x: 0.5, y: 0.5, size: 0.12 };
    }

    get radius() {
      return 0.035 * Math.max(this.canvas.width, this.canvas.height);
    }

    get box() {
      const { width, height } = this.canvas;
      const side = this.square.size * Math.max(width, height);
      return [this.square.x * width - side / 2, this.square.y * height - side / 2, side, side];
    }

    draw({ aiming = false } = {}) {
      const pen = this.canvas.getContext("2d");
      pen.drawImage(this.bitmap, 0, 0, this.canvas.width, this.canvas.height);
      pen.fillStyle = pen.strokeStyle = INK;
      pen.lineCap = pen.lineJoin = "round";
      for (const mark of this.marks) {
        if (mark.box) pen.fillRect(...mark.box);
        else {
          pen.lineWidth = 2 * this.radius;
          pen.beginPath();
          pen.moveTo(...mark.points[0]);
          for (const point of mark.points) pen.lineTo(...point);
          pen.stroke();
        }
      }
      if (!aiming) return;
      pen.lineWidth = this.canvas.width / 120;
      pen.strokeStyle = "#ffffff";
      pen.strokeRect(...this.box);
      pen.lineWidth /= 2;
      pen.strokeStyle = INK;
      pen.strokeRect(...this.box);
    }

    async findFaces() {
      if (!("FaceDetector" in window)) return;
      const found = await new FaceDetector().detect(this.canvas).catch(() => []);
      for (const { boundingBox: box } of found) {
        const [across, down] = [box.width * 0.2, box.height * 0.2];
        this.marks.push({ box: [box.x - across, box.y - down, box.width + 2 * across, box.height + 2 * down] });
      }
    }

    async encoded() {
      this.draw();
      const blob = await new Promise((done) => this.canvas.toBlob(done, "image/jpeg", 0.88));
      return new File([blob], this.file.name.replace(/\.\w+$/, "") + ".jpg", { type: "image/jpeg" });
    }
  }

  class LinliCover extends HTMLElement {
    connectedCallback() {
      this.input = this.querySelector("input[type=file]");
      if (!this.input || !("createImageBitmap" in window) || !("DataTransfer" in window)) return;
      this.list = Object.assign(document.createElement("ul"), { className: "ll-cover" });
      this.list.setAttribute("aria-label", this.dataset.list);
      this.said = document.createElement("p");
      this.said.className = "ll-quietly";
      this.said.setAttribute("role", "status");
      this.input.after(this.list, this.said);
      this.ready = Promise.resolve();
      this.input.addEventListener("change", () => this.work(() => this.take()));
      this.input.form?.addEventListener("submit", (event) => this.wait(event), true);
    }

    /* One thing after another; the form waits for the last. */
    work(task) {
      this.busy = (this.busy || 0) + 1;
      this.ready = this.ready.then(task).finally(() => (this.busy -= 1));
    }

    wait(event) {
      if (!this.busy) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      const { submitter } = event;
      this.ready.then(() => this.input.form.requestSubmit(submitter));
    }

    async take() {
      this.items = [];
      for (const file of [...this.input.files]) {
        const bitmap = await createImageBitmap(file).catch(() => null);
        const photo = bitmap && new Photo(file, bitmap);
        if (photo) {
          photo.draw();
          await photo.findFaces();
        }
        this.items.push({ file, photo });
      }
      this.list.replaceChildren(...this.items.filter((one) => one.photo).map((one, at) => this.show(one.photo, at + 1)));
      await this.give();
    }

    /* What can't be opened here goes as it is: the server says what is wrong with it. */
    async give() {
      const fresh = new DataTransfer();
      for (const { file, photo } of this.items) fresh.items.add(photo ? await photo.encoded() : file);
      this.input.files = fresh.files;
    }

    show(photo, number) {
      const item = document.createElement("li");
      const cover = this.button(this.dataset.cover, number);
      const undo = this.button(this.dataset.undo, number);
      const { canvas } = photo;
      canvas.setAttribute("role", "img");
      canvas.setAttribute("aria-label", `${this.dataset.photo} ${number}`);
      undo.disabled = !photo.marks.length;
      cover.setAttribute("aria-pressed", "false");
      const changed = (text) => {
        undo.disabled = !photo.marks.length;
        photo.draw({ aiming: item.aiming });
        if (text) this.said.textContent = text;
      };
      cover.addEventListener("click", () => {
        item.aiming = !item.aiming;
        cover.setAttribute("aria-pressed", String(item.aiming));
        item.classList.toggle("ll-cover-on", item.aiming);
        canvas.setAttribute("role", item.aiming ? "application" : "img");
        canvas.setAttribute("aria-label", `${this.dataset.photo} ${number}${item.aiming ? `. ${this.dataset.keys}` : ""}`);
        if (item.aiming) canvas.tabIndex = 0;
        else canvas.removeAttribute("tabindex");
        changed();
        if (item.aiming) canvas.focus();
        else this.work(() => this.give());
      });
      undo.addEventListener("click", () => {
        photo.marks.pop();
        changed(this.dataset.undone);
        this.work(() => this.give());
      });
      this.brush(photo, item, changed);
      this.keys(photo, item, changed);
      const hint = Object.assign(document.createElement("p"), { className: "ll-hint", textContent: this.dataset.keys });
      const row = Object.assign(document.createElement("p"), { className: "ll-cover-row" });
      row.append(cover, undo);
      item.append(canvas, row, hint);
      return item;
    }

    button(text, number) {
      const found = Object.assign(document.createElement("button"), { type: "button", className: "ll-button", textContent: text });
      found.append(Object.assign(document.createElement("span"), { className: "ll-quietly", textContent: ` (${number})` }));
      return found;
    }

    brush(photo, item, changed) {
      const { canvas } = photo;
      const spot = (event) => {
        const area = canvas.getBoundingClientRect();
        return [
          ((event.clientX - area.left) / area.width) * canvas.width,
          ((event.clientY - area.top) / area.height) * canvas.height,
        ];
      };
      let stroke = null;
      canvas.addEventListener("pointerdown", (event) => {
        if (!item.aiming) return;
        canvas.setPointerCapture(event.pointerId);
        stroke = { points: [spot(event)] };
        photo.marks.push(stroke);
        changed();
      });
      canvas.addEventListener("pointermove", (event) => {
        if (!stroke) return;
        stroke.points.push(spot(event));
        changed();
      });
      for (const end of ["pointerup", "pointercancel"])
        canvas.addEventListener(end, () => {
          if (stroke) this.work(() => this.give().then(() => changed(this.dataset.covered)));
          stroke = null;
        });
    }

    keys(photo, item, changed) {
      const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
      photo.canvas.addEventListener("keydown", (event) => {
        if (!item.aiming || event.ctrlKey || event.metaKey || event.altKey) return;
        const { square } = photo;
        const within = (value) => Math.min(1, Math.max(0, value));
        if (step[event.key]) {
          const far = event.shiftKey ? 0.1 : 0.02;
          square.x = within(square.x + step[event.key][0] * far);
          square.y = within(square.y + step[event.key][1] * far);
          changed();
        } else if (event.key === "+" || event.key === "-") {
          square.size = Math.min(0.6, Math.max(0.03, square.size * (event.key === "+" ? 1.25 : 0.8)));
          changed();
        } else if (event.key === " " || event.key === "Enter") {
          photo.marks.push({ box: photo.box });
          this.work(() => this.give().then(() => changed(this.dataset.covered)));
        } else return;
        event.preventDefault();
      });
    }
  }

  customElements.define("linli-cover", LinliCover);
})();
