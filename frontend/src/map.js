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
// More names than this, or on a narrower map, would cover each other: they come with the pointer.
const NAMES_THAT_FIT = 12;
const NARROW_PX = 420;

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
  const layers = [];
  const whole = latLngBounds([]);
  const few = areas.length <= NAMES_THAT_FIT && box.clientWidth >= NARROW_PX;
  const named = few && here === null && points.length === 0;
  const add = (layer, name, href, stays = false) => {
    layers.push(layer);
    const beside = stays
      ? { className: "mh-map__name", direction: stays, permanent: true }
      : { sticky: true };
    if (name) layer.bindTooltip(words(name), beside);
    if (href) layer.on("click", () => location.assign(href));
  };

  // The area that the page is about is drawn last, over its neighbours.
  const ordered = areas.map((area, index) => ({ ...area, isHere: index === here }));
  for (const { rings, name, href, isHere } of ordered.sort((a, b) => a.isHere - b.isHere)) {
    const shape = polygon(
      rings.map((ring) => ring.map(([e, n]) => [n, e])),
      {
        className: isHere ? "mh-map__area mh-map__area--here" : "mh-map__area",
        fillRule: "evenodd",
        smoothFactor: 0.6,
      },
    );
    if (here === null || isHere) whole.extend(shape.getBounds());
    add(shape, name, href, named && !nodes.length && "center");
  }
  for (const [from, to, weight = 1] of ties) {
    const ends = [from, to].map((index) => place(nodes[index].e, nodes[index].n));
    add(polyline(ends, { className: "mh-map__tie", interactive: false, weight }));
  }
  for (const { e, n, name, href } of nodes) {
    add(circleMarker(place(e, n), { className: "mh-map__node", radius: 6 }), name, href, named && "bottom");
  }
  for (const { e, n, name, href, kind = "school" } of points) {
    whole.extend(place(e, n));
    const radius = kind === "school" && points.length > 1 ? 4 : 8;
    const className = `mh-map__point mh-map__point--${kind}`;
    add(circleMarker(place(e, n), { className, radius }), name, href);
  }

  const bounds = fit ? latLngBounds(place(fit[0], fit[1]), place(fit[2], fit[3])) : whole;
  if (!bounds.isValid()) {
    box.hidden = true;
    return;
  }
  map.fitBounds(bounds, { animate: false, maxZoom: 1, padding: [16, 16] });
  map.setMaxBounds(map.getBounds().pad(1));
  for (const layer of layers) layer.addTo(map);
  // What is drawn is said by the list beside it.
  for (const pane of ["overlayPane", "tooltipPane"]) map.getPane(pane).ariaHidden = "true";
}

function words(name) {
  const element = document.createElement("span");
  element.textContent = name;
  return element;
}
