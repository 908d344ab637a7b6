// Builds what the server keeps of the browser's side: `npm ci && npm run build`, the same bytes anywhere.

import { writeFile } from "node:fs/promises";
import { world } from "./world/build.js";

const STATIC = new URL("../bilat/web/static/", import.meta.url);

await write("world.json", `${lines(await world())}\n`);

/** Returns an object as JSON, a line for each entry of its tables, so that a change is seen in a diff. */
function lines(value, depth = 2) {
  if (depth === 0 || value === null || typeof value !== "object" || Array.isArray(value)) return JSON.stringify(value);
  const entries = Object.entries(value).map(([key, each]) => `${JSON.stringify(key)}:${lines(each, depth - 1)}`);
  return `{\n${entries.join(",\n")}\n}`;
}

async function write(name, content) {
  await writeFile(new URL(name, STATIC), content);
}
