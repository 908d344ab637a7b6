// Outlines on the plane: a projection that keeps areas, and paths of whole numbers, each relative to the last.
//
// Equal Earth (Šavrič, Patterson, Jenny 2018), turned so that Asia lies in the middle and nobody's partner at
// an edge but Alaska. Antarctica is left out.

import { geoArea, geoCentroid, geoEqualEarth, geoPath } from "d3-geo";

export const WIDTH = 960;
export const HEIGHT = 424;
export const TURN = 40;
const NORTH = 83.7;
/** A ring of fewer square units is smaller than the dot that stands on it. */
const SMALLEST = 3;

export const projection = fitted();

/** Returns the projection that fills the width, with the top at the northernmost land. */
function fitted() {
  const world = geoEqualEarth().rotate([-TURN, 0]).precision(0).fitWidth(WIDTH, { type: "Sphere" });
  const [x] = world.translate();
  const top = world([TURN, NORTH])[1] - world.translate()[1];
  return world.translate([x, -top]);
}

/** Returns the path of a shape of the globe, without rings that nobody would see. */
export function outline(shape) {
  const rings = ringsOf(shape);
  const seen = rings.filter((ring) => Math.abs(area(ring)) >= SMALLEST);
  const kept = seen.length ? seen : rings.filter((ring) => ring.length > 2);
  return kept.map(write).join("");
}

/** Returns where the name of a shape would stand: the middle of its largest part, as longitude and latitude. */
export function middle(shape) {
  const parts = shape.type === "Polygon" ? [shape.coordinates] : shape.coordinates;
  const polygons = parts.map((coordinates) => ({ type: "Polygon", coordinates }));
  const largest = polygons.reduce((best, each) => (geoArea(each) > geoArea(best) ? each : best));
  return geoCentroid(largest);
}

/** Returns the rings of a projected shape on the grid of whole numbers, without repeated points. */
function ringsOf(shape) {
  const rings = [];
  const add = (x, y) => {
    const ring = rings.at(-1);
    const point = [Math.round(x), Math.round(y)];
    if (!ring.length || ring.at(-1)[0] !== point[0] || ring.at(-1)[1] !== point[1]) ring.push(point);
  };
  geoPath(projection, {
    moveTo: (x, y) => (rings.push([]), add(x, y)),
    lineTo: add,
    closePath: () => {},
  })(shape);
  return rings;
}

function area(ring) {
  return ring.reduce((sum, [x, y], index) => {
    const [nextX, nextY] = ring[(index + 1) % ring.length];
    return sum + (x * nextY - nextX * y) / 2;
  }, 0);
}

/** Returns a ring as path data, a minus sign standing for the gap before it. */
function write(ring) {
  const [[startX, startY], ...others] = ring;
  let [x, y] = [startX, startY];
  const steps = others.flatMap((point) => {
    const step = [point[0] - x, point[1] - y];
    [x, y] = point;
    return step;
  });
  return `M${joined([startX, startY])}l${joined(steps)}z`;
}

function joined(numbers) {
  return numbers.map((number, index) => (index && number >= 0 ? ` ${number}` : `${number}`)).join("");
}
