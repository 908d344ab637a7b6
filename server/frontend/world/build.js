// The world as data for pages that the server draws: one outline of all land, one for each country, and where
// the dot of each country and region stands.

import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { geoArea } from "d3-geo";
import { iso31661 } from "iso-3166";
import { feature, merge } from "topojson-client";
import { presimplify, quantile, simplify, sphericalTriangleArea } from "topojson-simplify";
import { HEIGHT, TURN, WIDTH, middle, outline, projection } from "./outlines.js";

const find = createRequire(import.meta.url).resolve;
const ANTARCTICA = "010";
/** The share of points that is kept: with fewer, Japan is lost. */
const KEPT = 0.36;
/** Two decimals of a degree are a kilometre. */
const DEGREES = 2;

/** Returns the data as an object, its keys in order. */
export async function world() {
  const coarse = await topology("countries-110m.json");
  const fine = await topology("countries-50m.json");
  const hand = JSON.parse(await readFile(new URL("places.json", import.meta.url), "utf8"));
  const weighed = presimplify(coarse, sphericalTriangleArea);
  const simple = simplify(weighed, quantile(weighed, KEPT));
  const drawn = simple.objects.countries.geometries.filter((each) => each.id !== ANTARCTICA);
  return {
    about: {
      made: "Equal Earth; outlines of 1:110 million, positions of 1:50 million",
      source: "Natural Earth, public domain, through world-atlas",
      note: "Outlines take no view on borders.",
    },
    width: WIDTH,
    height: HEIGHT,
    projection: {
      name: "Equal Earth",
      turn: TURN,
      scale: round(projection.scale(), 4),
      translate: projection.translate().map((each) => round(each, 4)),
    },
    land: outline(merge(simple, drawn)),
    countries: countries(simple, drawn, fine, hand.countries),
    regions: Object.fromEntries(Object.entries(hand.regions).map(([code, at]) => [code, place(at)])),
  };
}

/** Returns what is known of each country that has a code: its other codes, its place, its outline if drawn. */
function countries(simple, drawn, fine, hand) {
  const outlines = new Map(drawn.map((each) => [each.id, outline(feature(simple, each).geometry)]));
  const shapes = largest(fine);
  const table = {};
  for (const { alpha2, alpha3, numeric } of [...iso31661].sort((a, b) => (a.alpha2 < b.alpha2 ? -1 : 1))) {
    const shape = shapes.get(numeric);
    const at = hand[alpha2] ?? (shape && middle(shape));
    if (!at) throw new Error(`${alpha2} has no place: add it to places.json`);
    const path = outlines.get(numeric);
    table[alpha2] = { alpha3, numeric, ...place(at), ...(path ? { path } : {}) };
  }
  return table;
}

/** Returns a shape for each code: the largest, since a few islands carry the code of their state. */
function largest(fine) {
  const shapes = new Map();
  for (const { id, geometry } of feature(fine, fine.objects.countries).features) {
    const known = shapes.get(id);
    if (!known || geoArea(geometry) > geoArea(known)) shapes.set(id, geometry);
  }
  return shapes;
}

function place([longitude, latitude]) {
  const [x, y] = projection([longitude, latitude]);
  return { lon: round(longitude, DEGREES), lat: round(latitude, DEGREES), x: Math.round(x), y: Math.round(y) };
}

function round(number, decimals) {
  return Number(number.toFixed(decimals));
}

async function topology(name) {
  return JSON.parse(await readFile(find(`world-atlas/${name}`), "utf8"));
}
