// A map of areas and points on the British National Grid. Nothing is fetched: no tiles, no third
// party. What it shows stands in the JSON beside it (README.md); a list on the page says the same.
import {
  CRS,
  circleMarker,
  latLngBounds,
  map as makeMap,
  polygon,
  polyline,
} from "leaflet/dist/leaflet-src.esm.js";

// One unit of the map is 100 metres: points come in metres, rings of areas in units.
const place = (e, n) => [n / 100, e / 100];

for (const box of document.querySelectorAll("[data-map]")) {
  draw(box, JSON.parse(document.getElementById(box.dataset.map).textContent));
}

function draw(box, { areas = [], here = null, nodes = [], ties = [], points = [], fit = null }) {
  box.hidden = false;
  const coarse = matchMedia("(pointer: coarse)").matches;
  const map = makeMap(box, {
    crs: CRS.Simple,
    attributionControl: false,
    dragging: !coarse, // One finger scrolls the page, two move the map.
    maxZoom: 4,
    minZoom: -6,
    scrollWheelZoom: false,
    zoomDelta: 0.5,
    zoomSnap: 0.25,
  });
  const whole = latLngBounds([]);

  areas.forEach(({ rings, name, href }, index) => {
    const shape = polygon(
      rings.map((ring) => ring.map(([e, n]) => [n, e])),
      {
        className: index === here ? "mh-map__area mh-map__area--here" : "mh-map__area",
        fillRule: "evenodd",
        smoothFactor: 0.6,
      },
    ).addTo(map);
    if (index === here) shape.bringToFront();
    if (here === null || index === here) whole.extend(shape.getBounds());
    name_and_lead(shape, name, href);
  });
  for (const [from, to, weight = 1] of ties) {
    polyline([from, to].map((index) => place(nodes[index].e, nodes[index].n)), {
      className: "mh-map__tie",
      interactive: false,
      weight,
    }).addTo(map);
  }
  for (const { e, n, name, href } of nodes) {
    name_and_lead(circleMarker(place(e, n), { className: "mh-map__node", radius: 6 }).addTo(map), name, href);
  }
  for (const { e, n, name, label = name, href, kind = "school" } of points) {
    whole.extend(place(e, n));
    const radius = kind === "school" && points.length > 1 ? 4 : 8;
    const dot = circleMarker(place(e, n), { className: `mh-map__point mh-map__point--${kind}`, radius });
    name_and_lead(dot.addTo(map), label, href);
  }

  const bounds = fit ? latLngBounds(place(fit[0], fit[1]), place(fit[2], fit[3])) : whole;
  if (!bounds.isValid()) {
    box.hidden = true;
    return;
  }
  map.fitBounds(bounds, { animate: false, maxZoom: 1, padding: [16, 16] });
  map.setMaxBounds(map.getBounds().pad(1));
}

function name_and_lead(shape, name, href) {
  if (name) {
    const words = document.createElement("span");
    words.textContent = name;
    shape.bindTooltip(words, { sticky: true });
  }
  if (href) shape.on("click", () => location.assign(href));
}
