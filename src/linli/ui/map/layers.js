/* How a map is drawn: the layers of MapLibre's style for each source, in the page's own colours. */

const FONTS = ["system-ui, 'PingFang SC', 'Noto Sans CJK SC', 'Microsoft YaHei', sans-serif"];

const width = (...stops) => ["interpolate", ["exponential", 1.6], ["zoom"], ...stops];
const rank = ["match", ["get", "class"], "arterial", 1.6, "collector", 1.15, "lane", 0.65, 1];
const ranked = (...stops) => width(...stops.map((stop, index) => (index % 2 ? ["*", stop, rank] : stop)));
const kind = (name) => ["==", ["get", "kind"], name];

function named(language) {
  const first = language.startsWith("zh") ? "name_zh" : "name_en";
  const second = language.startsWith("zh") ? "name_en" : "name_zh";
  return ["coalesce", ["get", first], ["get", second], ["get", "name"], ""];
}

function basemap(colour, language) {
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

function areas(colour, language) {
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

function cases(colour) {
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

export const LAYERS = { basemap, areas, cases };

export function palette() {
  const style = getComputedStyle(document.documentElement);
  return (name) => style.getPropertyValue(`--ll-${name}`).trim();
}
