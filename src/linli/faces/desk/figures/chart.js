/* <linli-chart>: draws what lies in the JSON element named by data-source. A click on a bar, a slice or a point opens
   the list of its cases. The table below the picture says the same and needs none of this.

   Attributes: library (address of ECharts), data-look (bar, line, pie, map), data-label, data-name (of saved files).
   A map is in the page already; this only lets it be saved. */
(() => {
  "use strict";

  const HUES = ["brick", "indigo", "pine", "ochre", "rust", "edge"];
  const SYMBOLS = ["circle", "rect", "triangle"];
  const DASHES = ["solid", "dashed", "dotted"];

  function colours() {
    const style = getComputedStyle(document.documentElement);
    return (name) => style.getPropertyValue(`--ll-${name}`).trim();
  }

  function load(source) {
    return new Promise((resolve, reject) => {
      const script = Object.assign(document.createElement("script"), { src: source });
      script.onload = resolve;
      script.onerror = () => reject(new Error(`could not load ${source}`));
      document.head.append(script);
    });
  }

  /* What is common to all looks. Patterns tell areas apart where colours can't; nothing moves, nothing needs a style
     attribute. */
  function base(colour) {
    return {
      animation: false,
      color: HUES.map(colour),
      textStyle: { color: colour("ink"), fontFamily: getComputedStyle(document.body).fontFamily, fontSize: 13 },
      tooltip: {
        renderMode: "richText",
        confine: true,
        backgroundColor: colour("surface"),
        borderColor: colour("edge"),
        textStyle: { color: colour("ink"), fontSize: 13 },
      },
    };
  }

  function unit(kind) {
    return { share: "{value} %", length: "{value} h", count: "{value}" }[kind];
  }

  const shortened = (text, most) => (text.length > most ? `${text.slice(0, most - 1)}…` : text);

  function axes(drawn, colour, narrow) {
    const lines = { axisLine: { lineStyle: { color: colour("edge") } }, axisLabel: { color: colour("soft") } };
    const names = {
      type: "category",
      data: drawn.names,
      ...lines,
      axisTick: { alignWithLabel: true },
    };
    const values = {
      type: "value",
      minInterval: drawn.kind === "count" ? 1 : 0,
      max: drawn.kind === "share" ? 100 : null,
      splitLine: { lineStyle: { color: colour("line") } },
      axisLabel: { color: colour("soft"), formatter: unit(drawn.kind), hideOverlap: true },
    };
    if (drawn.upright) return { xAxis: { ...names, axisLabel: { color: colour("soft"), hideOverlap: true } }, yAxis: values };
    const label = { color: colour("ink"), formatter: (name) => shortened(name, narrow ? 8 : 22) };
    return { xAxis: values, yAxis: { ...names, inverse: true, axisLabel: label } };
  }

  function told(drawn) {
    return (point) => {
      const points = Array.isArray(point) ? point : [point];
      const lines = points.map((one) => `${one.seriesName}: ${drawn.series[one.seriesIndex].texts[one.dataIndex]}`);
      return [points[0].name, ...lines].join("\n");
    };
  }

  function plain(drawn, look, colour, narrow) {
    const series = drawn.series.map((one, index) => ({
      name: one.name,
      type: look,
      data: one.data,
      symbol: SYMBOLS[index % SYMBOLS.length],
      symbolSize: 8,
      lineStyle: { width: 2.5, type: DASHES[index % DASHES.length] },
      barMaxWidth: 28,
      label: {
        show: look === "bar" && !drawn.upright,
        position: "right",
        color: colour("ink"),
        formatter: ({ dataIndex }) => one.texts[dataIndex],
      },
    }));
    return {
      ...axes(drawn, colour, narrow),
      series,
      // The first name of the lower axis reaches over its left end by half its length.
      grid: { left: drawn.upright ? 24 : 8, right: drawn.upright ? 16 : 84, top: series.length > 1 ? 44 : 16, bottom: 8, containLabel: true },
      legend: { show: series.length > 1, top: 0, textStyle: { color: colour("ink") } },
    };
  }

  function pie(drawn, colour, narrow, label) {
    const [one] = drawn.series;
    const slices = drawn.names.map((name, index) => ({ name, value: one.data[index] || 0, text: one.texts[index], index }));
    const shown = slices.slice(0, drawn.slices);
    const rest = slices.slice(drawn.slices).reduce((sum, slice) => sum + slice.value, 0);
    if (rest) shown.push({ name: drawn.rest, value: rest, text: String(rest), index: -1 });
    return {
      aria: { enabled: true, label: { description: label }, decal: { show: true } },
      tooltip: { formatter: ({ data, percent }) => `${data.name}\n${data.text} (${percent} %)` },
      series: [
        {
          type: "pie",
          radius: narrow ? "48%" : "68%",
          data: shown,
          itemStyle: { borderColor: colour("surface"), borderWidth: 2 },
          label: {
            color: colour("ink"),
            formatter: ({ data, percent }) => `${shortened(data.name, narrow ? 6 : 16)}\n${data.text} (${percent} %)`,
          },
        },
      ],
    };
  }

  class LinliChart extends HTMLElement {
    connectedCallback() {
      if (this.started) return;
      this.started = true;
      this.start().catch((error) => this.fail(error));
    }

    async start() {
      if (this.dataset.look === "map") {
        this.offer();
        return;
      }
      this.drawn = JSON.parse(document.getElementById(this.dataset.source).textContent);
      await load(this.getAttribute("library"));
      this.canvas = document.createElement("div");
      this.canvas.className = "dk-chart-canvas";
      const lines = this.upright() || this.dataset.look === "pie" ? 14 : this.drawn.names.length * 2 + 4;
      this.canvas.classList.add(lines > 30 ? "dk-chart-tall" : lines > 18 ? "dk-chart-middle" : "dk-chart-low");
      this.canvas.setAttribute("role", "img");
      this.canvas.setAttribute("aria-label", this.dataset.label);
      this.append(this.canvas);
      this.chart = window.echarts.init(this.canvas, null, { renderer: "svg" });
      this.draw();
      this.chart.on("click", (event) => this.open(event));
      new ResizeObserver(() => this.redraw()).observe(this.canvas);
      matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.draw());
      this.offer();
      this.toggleAttribute("data-drawn", true);
    }

    upright() {
      return this.drawn.series.length > 1 || new URLSearchParams(location.search).get("by") === "time" || this.dataset.look === "line";
    }

    redraw() {
      this.chart.resize();
      this.draw();
    }

    draw() {
      const colour = colours();
      const narrow = this.clientWidth < 560;
      const common = base(colour);
      this.drawn.upright = this.upright();
      const own =
        this.dataset.look === "pie"
          ? pie(this.drawn, colour, narrow, this.dataset.label)
          : plain(this.drawn, this.dataset.look, colour, narrow);
      const trigger = this.drawn.upright ? "axis" : "item";
      const tooltip = { trigger, formatter: told(this.drawn), ...common.tooltip, ...own.tooltip };
      this.chart.setOption({ ...common, ...own, tooltip }, true);
    }

    open({ seriesIndex, dataIndex, data }) {
      const index = data && data.index !== undefined ? data.index : dataIndex;
      const href = this.drawn.series[seriesIndex].hrefs[index];
      if (href) location.assign(href);
    }

    fail(error) {
      console.warn("linli-chart:", error);
      this.append(Object.assign(document.createElement("p"), { className: "ll-soft", textContent: this.dataset.failed }));
    }

    /* The picture as a file, as it is on the screen. */
    offer() {
      const box = document.createElement("p");
      box.className = "dk-figures-files";
      for (const form of ["svg", "png"]) {
        const button = Object.assign(document.createElement("button"), {
          type: "button",
          className: "ll-button",
          textContent: this.dataset[form],
        });
        button.dataset.form = form;
        button.addEventListener("click", () => this.save(form));
        box.append(button);
      }
      this.append(box);
    }

    async save(form) {
      const svg = new Blob([this.text()], { type: "image/svg+xml" });
      this.give(form === "svg" ? svg : await this.painted(svg), form);
    }

    text() {
      const svg = this.querySelector("svg").cloneNode(true);
      svg.setAttribute("xmlns", "http://www.w3.org/2000/svg");
      svg.querySelectorAll("a").forEach((link) => link.replaceWith(...link.childNodes));
      return new XMLSerializer().serializeToString(svg);
    }

    async painted(svg) {
      const image = new Image();
      const address = URL.createObjectURL(svg);
      image.src = address;
      await image.decode();
      const canvas = Object.assign(document.createElement("canvas"), { width: image.width * 2, height: image.height * 2 });
      const brush = canvas.getContext("2d");
      brush.fillStyle = colours()("surface");
      brush.fillRect(0, 0, canvas.width, canvas.height);
      brush.drawImage(image, 0, 0, canvas.width, canvas.height);
      URL.revokeObjectURL(address);
      return new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
    }

    give(blob, form) {
      const address = URL.createObjectURL(blob);
      Object.assign(document.createElement("a"), { href: address, download: `${this.dataset.name}.${form}` }).click();
      setTimeout(() => URL.revokeObjectURL(address), 10000);
    }
  }

  customElements.define("linli-chart", LinliChart);
})();
