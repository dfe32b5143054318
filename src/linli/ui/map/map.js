/* <linli-map>: a map without tile, glyph or sprite servers. The pack's GeoJSON is all it draws, in the page's own colours.

   Attributes: lat, lon, zoom; basemap, areas, cases (addresses of GeoJSON); mark (a pin at lat/lon);
   pick="id-of-lat id-of-lon": the point under the fixed pin is written into those inputs when the reader moves the map.
   Events: linli-pick {lat, lon}, after each choice. The choice can be set from outside with element.choose(lat, lon). */
(() => {
  "use strict";

  const FONTS = ["system-ui, 'PingFang SC', 'Noto Sans CJK SC', 'Microsoft YaHei', sans-serif"];
  const PIN =
    "M12 21.8c-.5 0-1-.2-1.4-.6C7.4 17.9 5 14.6 5 11a7 7 0 0 1 14 0c0 3.6-2.4 6.9-5.6 10.2-.4.4-.9.6-1.4.6Z";
  const ICONS = {
    in: "M12 5v14M5 12h14",
    out: "M5 12h14",
    here: "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8M12 2v3M12 19v3M2 12h3M19 12h3",
  };
  const loading = new Map();

  function load(tag, attributes) {
    const key = attributes.src || attributes.href;
    if (!loading.has(key)) {
      loading.set(
        key,
        new Promise((resolve, reject) => {
          const element = Object.assign(document.createElement(tag), attributes);
          element.onload = resolve;
          element.onerror = () => reject(new Error(`could not load ${key}`));
          document.head.append(element);
        }),
      );
    }
    return loading.get(key);
  }

  function drawing(path, { filled = false, size = 24 } = {}) {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    const line = document.createElementNS("http://www.w3.org/2000/svg", "path");
    svg.setAttribute("viewBox", "0 0 24 24");
    svg.setAttribute("width", size);
    svg.setAttribute("height", size);
    svg.setAttribute("aria-hidden", "true");
    svg.setAttribute("fill", filled ? "currentColor" : "none");
    svg.setAttribute("stroke", filled ? "#fff" : "currentColor");
    svg.setAttribute("stroke-width", filled ? "1" : "2");
    svg.setAttribute("stroke-linecap", "round");
    line.setAttribute("d", path);
    svg.append(line);
    if (filled) {
      const hole = document.createElementNS("http://www.w3.org/2000/svg", "circle");
      Object.entries({ cx: 12, cy: 11, r: 2.6, fill: "#fff", stroke: "none" }).forEach(([name, value]) =>
        hole.setAttribute(name, value),
      );
      svg.append(hole);
    }
    return svg;
  }

  function palette() {
    const style = getComputedStyle(document.documentElement);
    return (name) => style.getPropertyValue(`--ll-${name}`).trim();
  }

  function named(language) {
    const first = language.startsWith("zh") ? "name_zh" : "name_en";
    const second = language.startsWith("zh") ? "name_en" : "name_zh";
    return ["coalesce", ["get", first], ["get", second], ["get", "name"], ""];
  }

  const width = (...stops) => ["interpolate", ["exponential", 1.6], ["zoom"], ...stops];
  const rank = ["match", ["get", "class"], "arterial", 1.6, "collector", 1.15, "lane", 0.65, 1];
  const ranked = (...stops) => width(...stops.map((stop, index) => (index % 2 ? ["*", stop, rank] : stop)));
  const kind = (name) => ["==", ["get", "kind"], name];

  function basemapLayers(colour, language) {
    const fill = (id, paint, more = {}) => ({ id, type: "fill", source: "basemap", filter: kind(id), paint, ...more });
    const road = (id, paint) => ({
      id,
      type: "line",
      source: "basemap",
      filter: kind("road"),
      layout: { "line-cap": "round", "line-join": "round" },
      paint,
    });
    return [
      fill("block", { "fill-color": colour("map-block") }),
      fill("park", { "fill-color": colour("map-park") }),
      fill("water", { "fill-color": colour("map-water") }),
      {
        id: "stream",
        type: "line",
        source: "basemap",
        filter: ["all", kind("water"), ["in", ["geometry-type"], ["literal", ["LineString", "MultiLineString"]]]],
        paint: { "line-color": colour("map-water"), "line-width": width(11, 1.5, 17, 18) },
      },
      road("road-edge", { "line-color": colour("map-road-edge"), "line-width": ranked(11, 1.4, 14, 5, 18, 30) }),
      road("road", { "line-color": colour("map-road"), "line-width": ranked(11, 0.8, 14, 3.6, 18, 26) }),
      {
        id: "rail",
        type: "line",
        source: "basemap",
        filter: kind("rail"),
        paint: { "line-color": colour("map-road-edge"), "line-width": width(11, 1, 17, 4), "line-dasharray": [5, 3] },
      },
      fill("building", { "fill-color": colour("map-building") }, { minzoom: 14.5 }),
      {
        id: "road-name",
        type: "symbol",
        source: "basemap",
        filter: kind("road"),
        minzoom: 14,
        layout: {
          "symbol-placement": "line",
          "text-field": named(language),
          "text-font": FONTS,
          "text-size": 12,
          "symbol-spacing": 320,
        },
        paint: { "text-color": colour("map-text"), "text-halo-color": colour("map-halo"), "text-halo-width": 1.6 },
      },
      {
        id: "poi-name",
        type: "symbol",
        source: "basemap",
        filter: kind("poi"),
        minzoom: 15.5,
        layout: { "text-field": named(language), "text-font": FONTS, "text-size": 11, "text-max-width": 7 },
        paint: { "text-color": colour("map-text"), "text-halo-color": colour("map-halo"), "text-halo-width": 1.4 },
      },
      {
        id: "park-name",
        type: "symbol",
        source: "basemap",
        filter: ["any", kind("park"), kind("water")],
        minzoom: 13.5,
        layout: { "text-field": named(language), "text-font": FONTS, "text-size": 12 },
        paint: { "text-color": colour("map-text"), "text-halo-color": colour("map-halo"), "text-halo-width": 1.6 },
      },
    ];
  }

  function areaLayers(colour, language) {
    return [
      {
        id: "area-line",
        type: "line",
        source: "areas",
        paint: {
          "line-color": colour("map-area"),
          "line-width": ["match", ["get", "level"], "community", 1, 2],
          "line-dasharray": [3, 2],
          "line-opacity": 0.8,
        },
      },
      {
        id: "area-name",
        type: "symbol",
        source: "areas",
        filter: ["==", ["get", "level"], "street"],
        maxzoom: 14.5,
        layout: { "text-field": named(language), "text-font": FONTS, "text-size": 14, "text-letter-spacing": 0.08 },
        paint: { "text-color": colour("map-text"), "text-halo-color": colour("map-halo"), "text-halo-width": 2 },
      },
    ];
  }

  function caseLayers(colour) {
    return [
      {
        id: "cluster",
        type: "circle",
        source: "cases",
        filter: ["has", "point_count"],
        paint: {
          "circle-color": colour("brick"),
          "circle-radius": ["step", ["get", "point_count"], 17, 10, 21, 50, 26],
          "circle-stroke-color": colour("surface"),
          "circle-stroke-width": 3,
        },
      },
      {
        id: "cluster-count",
        type: "symbol",
        source: "cases",
        filter: ["has", "point_count"],
        layout: {
          "text-field": ["get", "point_count_abbreviated"],
          "text-font": FONTS,
          "text-size": 14,
          "text-allow-overlap": true,
        },
        paint: { "text-color": colour("on-brick") },
      },
      {
        id: "case",
        type: "circle",
        source: "cases",
        filter: ["!", ["has", "point_count"]],
        paint: {
          "circle-color": [
            "match",
            ["get", "tone"],
            "good",
            colour("pine"),
            "info",
            colour("indigo"),
            "waiting",
            colour("ochre"),
            "bad",
            colour("rust"),
            colour("brick"),
          ],
          "circle-radius": ["interpolate", ["linear"], ["zoom"], 11, 6, 16, 11],
          "circle-stroke-color": colour("surface"),
          "circle-stroke-width": 2.5,
        },
      },
    ];
  }

  class LinliMap extends HTMLElement {
    connectedCallback() {
      if (this.started) return;
      this.started = true;
      const watcher = new IntersectionObserver((entries) => {
        if (!entries.some((entry) => entry.isIntersecting)) return;
        watcher.disconnect();
        this.start().catch((error) => this.fail(error));
      }, { rootMargin: "300px" });
      watcher.observe(this);
    }

    async start() {
      await Promise.all([
        load("script", { src: this.getAttribute("library") }),
        load("link", { rel: "stylesheet", href: this.getAttribute("sheet") }),
      ]);
      window.maplibregl.setWorkerUrl(this.getAttribute("worker"));
      this.canvas = document.createElement("div");
      this.canvas.className = "ll-map-canvas";
      this.append(this.canvas);
      this.toggleAttribute("data-ready", true);
      this.map = new window.maplibregl.Map({
        container: this.canvas,
        style: this.look(),
        center: [this.number("lon"), this.number("lat")],
        zoom: this.number("zoom"),
        minZoom: 9,
        maxZoom: 19,
        attributionControl: false,
        dragRotate: false,
        pitchWithRotate: false,
        touchPitch: false,
        // Somebody who scrolls past a map means the page; who picks a place means the map.
        cooperativeGestures: !this.hasAttribute("pick"),
        fadeDuration: matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 200,
        locale: {
          "Map.Title": this.dataset.label,
          "CooperativeGesturesHandler.WindowsHelpText": this.dataset.wheel,
          "CooperativeGesturesHandler.MacHelpText": this.dataset.wheelMac,
          "CooperativeGesturesHandler.MobileHelpText": this.dataset.fingers,
        },
      });
      this.map.touchZoomRotate.disableRotation();
      this.map.getCanvas().setAttribute("aria-label", this.dataset.label);
      this.tools();
      if (this.hasAttribute("mark")) this.pinAtPlace();
      if (this.hasAttribute("pick")) this.startPicking();
      if (this.hasAttribute("cases")) this.openCases();
      matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.map.setStyle(this.look()));
      await new Promise((resolve, reject) => {
        this.map.once("load", resolve);
        this.map.once("error", (event) => reject(event.error));
      });
      if (this.hasAttribute("cases")) await this.fetchCases();
      this.toggleAttribute("data-drawn", true);
    }

    fail(error) {
      console.warn("linli-map:", error);
      if (this.hasAttribute("data-drawn") || this.querySelector(".ll-map-failed")) return;
      this.removeAttribute("data-ready");
      this.canvas?.remove();
      this.querySelectorAll(".ll-map-tools, .ll-map-pin, .ll-map-help").forEach((part) => part.remove());
      const text = document.createElement("p");
      text.className = "ll-map-failed ll-soft";
      text.textContent = this.dataset.failed;
      (this.querySelector(".ll-map-fallback") || this).append(text);
    }

    number(name) {
      return Number.parseFloat(this.getAttribute(name));
    }

    look() {
      const colour = palette();
      const language = document.documentElement.lang || "zh-Hans";
      const sources = {};
      const layers = [{ id: "land", type: "background", paint: { "background-color": colour("map-land") } }];
      const add = (name, options, more) => {
        if (!this.hasAttribute(name)) return;
        sources[name] = { type: "geojson", data: new URL(this.getAttribute(name), location.href).href, ...options };
        layers.push(...more);
      };
      const cases = { data: this.found || { type: "FeatureCollection", features: [] } };
      add("basemap", { tolerance: 0.3 }, basemapLayers(colour, language));
      add("areas", {}, areaLayers(colour, language));
      add("cases", { ...cases, cluster: true, clusterRadius: 42, clusterMaxZoom: 16 }, caseLayers(colour));
      return { version: 8, sources, layers };
    }

    tools() {
      const box = document.createElement("div");
      box.className = "ll-map-tools";
      const tool = (name, action) => {
        const button = document.createElement("button");
        button.type = "button";
        button.setAttribute("aria-label", this.dataset[name]);
        button.title = this.dataset[name];
        button.append(drawing(ICONS[name]));
        button.addEventListener("click", action);
        box.append(button);
      };
      tool("in", () => this.map.zoomIn());
      tool("out", () => this.map.zoomOut());
      if ("geolocation" in navigator && window.isSecureContext) tool("here", () => this.locate());
      this.append(box);
    }

    locate() {
      navigator.geolocation.getCurrentPosition(
        ({ coords }) => this.choose(coords.latitude, coords.longitude),
        () => this.say(this.dataset.nowhere),
        { enableHighAccuracy: true, timeout: 10000 },
      );
    }

    say(text) {
      let help = this.querySelector(".ll-map-help");
      if (!help) {
        help = document.createElement("p");
        help.className = "ll-map-help";
        help.setAttribute("role", "status");
        this.append(help);
      }
      help.textContent = text;
    }

    pinAtPlace() {
      const element = document.createElement("div");
      element.className = "ll-map-place";
      element.append(drawing(PIN, { filled: true, size: 44 }));
      new window.maplibregl.Marker({ element, anchor: "bottom", offset: [0, 4] })
        .setLngLat([this.number("lon"), this.number("lat")])
        .addTo(this.map);
      element.removeAttribute("tabindex");
      element.removeAttribute("role");
      element.removeAttribute("aria-label");
      element.setAttribute("aria-hidden", "true");
    }

    startPicking() {
      const pin = drawing(PIN, { filled: true, size: 54 });
      pin.classList.add("ll-map-pin");
      this.append(pin);
      this.say(matchMedia("(pointer: coarse)").matches ? this.dataset.pickTouch : this.dataset.pick);
      this.map.getCanvas().setAttribute("aria-label", `${this.dataset.label}. ${this.dataset.pick}`);
      const moving = (on) => () => this.toggleAttribute("data-moving", on);
      this.map.on("movestart", moving(true));
      this.map.on("moveend", moving(false));
      this.map.on("moveend", (event) => {
        if (event.originalEvent || this.chosen) this.take();
        this.chosen = false;
      });
      this.map.on("click", (event) => {
        this.chosen = true;
        this.map.easeTo({ center: event.lngLat });
      });
      this.map.getCanvas().addEventListener("keydown", (event) => {
        if (event.key.startsWith("Arrow")) this.chosen = true;
        if (event.key === "Enter") {
          event.preventDefault();
          this.take();
        }
      });
    }

    choose(lat, lon) {
      this.chosen = true;
      this.map.easeTo({ center: [lon, lat], zoom: Math.max(this.map.getZoom(), 16.5) });
    }

    take() {
      const { lat, lng } = this.map.getCenter();
      const [latField, lonField] = this.getAttribute("pick").split(" ").map((id) => document.getElementById(id));
      if (latField) latField.value = lat.toFixed(6);
      if (lonField) lonField.value = lng.toFixed(6);
      this.dispatchEvent(new CustomEvent("linli-pick", { bubbles: true, detail: { lat, lon: lng } }));
    }

    openCases() {
      const pointer = (value) => () => {
        this.map.getCanvas().style.cursor = value;
      };
      for (const layer of ["case", "cluster"]) {
        this.map.on("mouseenter", layer, pointer("pointer"));
        this.map.on("mouseleave", layer, pointer(""));
      }
      this.map.on("click", "cluster", async (event) => {
        const [feature] = event.features;
        const zoom = await this.map.getSource("cases").getClusterExpansionZoom(feature.properties.cluster_id);
        this.map.easeTo({ center: feature.geometry.coordinates, zoom: zoom + 0.3 });
      });
      this.map.on("click", "case", (event) => this.popup(event.features[0]));
    }

    /* The reports themselves. Where there are more than the server sends at once, those in view are asked for anew. */
    async fetchCases() {
      const address = new URL(this.getAttribute("cases"), location.href);
      if (this.found) {
        const box = this.map.getBounds();
        const steps = (value, round) => (round(value * 100) / 100).toFixed(2);
        address.searchParams.set(
          "box",
          [
            steps(box.getWest(), Math.floor),
            steps(box.getSouth(), Math.floor),
            steps(box.getEast(), Math.ceil),
            steps(box.getNorth(), Math.ceil),
          ].join(),
        );
      }
      if (this.asked === address.href) return;
      this.asked = address.href;
      const answer = await fetch(address).catch(() => null);
      if (!answer?.ok || this.asked !== address.href) return;
      this.found = await answer.json();
      this.map.getSource("cases").setData(this.found);
      if (this.found.complete === false && !this.refetches) {
        this.refetches = true;
        this.map.on("moveend", () => this.fetchCases());
      }
    }

    popup(feature) {
      const { title, stage, href } = feature.properties;
      const content = document.createElement("div");
      content.className = "ll-map-popup";
      const name = document.createElement("strong");
      name.textContent = title;
      content.append(name);
      if (stage) content.append(Object.assign(document.createElement("span"), { textContent: stage }));
      if (href) {
        const link = Object.assign(document.createElement("a"), { href, textContent: this.dataset.open });
        const line = document.createElement("div");
        line.append(link);
        content.append(line);
      }
      new window.maplibregl.Popup({ closeButton: false, maxWidth: "17rem", offset: 12 })
        .setLngLat(feature.geometry.coordinates)
        .setDOMContent(content)
        .addTo(this.map);
    }
  }

  customElements.define("linli-map", LinliMap);
})();
