/* What is drawn over a map: the pin and the signs on its buttons. */

export const PIN =
  "M12 21.8c-.5 0-1-.2-1.4-.6C7.4 17.9 5 14.6 5 11a7 7 0 0 1 14 0c0 3.6-2.4 6.9-5.6 10.2-.4.4-.9.6-1.4.6Z";

export const SIGNS = {
  in: "M12 5v14M5 12h14",
  out: "M5 12h14",
  here: "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8M12 2v3M12 19v3M2 12h3M19 12h3",
};

export function drawing(path, { filled = false, size = 24 } = {}) {
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
