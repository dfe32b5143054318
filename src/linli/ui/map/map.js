/* <linli-map>: a map without tile, glyph or sprite servers. The pack's GeoJSON is all it draws, in the page's own colours.

   Attributes: lat, lon, zoom; basemap, areas, cases (addresses of GeoJSON); mark (a pin at lat/lon);
   pick="id-of-lat id-of-lon": the point under the fixed pin is written into those inputs when the reader moves the map.
   Events: linli-pick {lat, lon}, after each choice. The choice can be set from outside with element.choose(lat, lon). */

import { PIN, SIGNS, drawing } from "./drawings.js";
import { LAYERS, palette } from "./layers.js";
import { Reports } from "./reports.js";

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
    if (this.hasAttribute("cases")) this.reports = new Reports(this);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.map.setStyle(this.look()));
    await new Promise((resolve, reject) => {
      this.map.once("load", resolve);
      this.map.once("error", (event) => reject(event.error));
    });
    await this.reports?.fetch();
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
    const add = (name, options) => {
      if (!this.hasAttribute(name)) return;
      sources[name] = { type: "geojson", data: new URL(this.getAttribute(name), location.href).href, ...options };
      layers.push(...LAYERS[name](colour, language));
    };
    const data = this.reports?.found ?? { type: "FeatureCollection", features: [] };
    add("basemap", { tolerance: 0.3 });
    add("areas", {});
    add("cases", { data, cluster: true, clusterRadius: 42, clusterMaxZoom: 16 });
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
      button.append(drawing(SIGNS[name]));
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
}

customElements.define("linli-map", LinliMap);
