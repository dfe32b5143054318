/* Reports on a map: fetched, opened into clusters by a click, and shown one at a time. */

export class Reports {
  /* `element` is the <linli-map>, whose `map` is there already. */
  constructor(element) {
    this.element = element;
    this.map = element.map;
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
    this.map.on("click", "case", (event) => this.show(event.features[0]));
  }

  /* Where there are more than the server sends at once, those in view are asked for anew. */
  async fetch() {
    const address = this.address();
    if (this.asked === address) return;
    this.asked = address;
    const answer = await fetch(address).catch(() => null);
    if (!answer?.ok || this.asked !== address) return;
    this.found = await answer.json();
    this.map.getSource("cases").setData(this.found);
    if (this.found.complete === false && !this.refetches) {
      this.refetches = true;
      this.map.on("moveend", () => this.fetch());
    }
  }

  address() {
    const address = new URL(this.element.getAttribute("cases"), location.href);
    if (this.found) {
      const box = this.map.getBounds();
      const steps = (value, round) => (round(value * 100) / 100).toFixed(2);
      const [west, south] = [box.getWest(), box.getSouth()].map((value) => steps(value, Math.floor));
      const [east, north] = [box.getEast(), box.getNorth()].map((value) => steps(value, Math.ceil));
      address.searchParams.set("box", [west, south, east, north].join());
    }
    return address.href;
  }

  show(feature) {
    const { title, stage, href } = feature.properties;
    const content = document.createElement("div");
    content.className = "ll-map-popup";
    content.append(Object.assign(document.createElement("strong"), { textContent: title }));
    if (stage) content.append(Object.assign(document.createElement("span"), { textContent: stage }));
    if (href) {
      const line = document.createElement("div");
      line.append(Object.assign(document.createElement("a"), { href, textContent: this.element.dataset.open }));
      content.append(line);
    }
    new window.maplibregl.Popup({ closeButton: false, maxWidth: "17rem", offset: 12 })
      .setLngLat(feature.geometry.coordinates)
      .setDOMContent(content)
      .addTo(this.map);
  }
}
