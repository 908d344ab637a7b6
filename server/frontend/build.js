// Builds what the server keeps of the browser's side: `npm ci && npm run build`, the same bytes anywhere.

import { createHash } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { build, transform } from "esbuild";
import { world } from "./world/build.js";

const HERE = new URL("./", import.meta.url);
const STATIC = new URL(process.argv[2] ? `file://${process.argv[2]}/` : "../bilat/web/static/", HERE);
/** Scripts of the pages that take no packages. */
const SMALL = ["suggest.js", "network.js"];
const MAP_PACKAGES = ["world-atlas", "d3-geo", "topojson-client", "topojson-simplify", "iso-3166"];

await mkdir(STATIC, { recursive: true });
const map = `${lines(await world())}\n`;
const { code, packages } = await bundle("editor/main.js");
const licences = await Promise.all([...packages, ...MAP_PACKAGES].map(licence));
await write("world.json", map);
await write("editor.js", code);
for (const name of SMALL) await write(name, await small(`pages/${name}`));
await write("editor-licences.txt", licences.slice(0, packages.length).map(told).join("\n\n"));
await write(
  "vendor.json",
  `${JSON.stringify([entry("editor.js", code, licences.slice(0, packages.length)), entry("world.json", map, licences.slice(packages.length))], null, 1)}\n`,
);

/** Returns a script without what only people need. */
async function small(path) {
  const { code } = await transform(await readFile(new URL(path, HERE), "utf8"), { minify: true, target: "es2022" });
  return code;
}

/** Returns a bundle as one module, and the names of the packages that are in it. */
async function bundle(start) {
  const made = await build({
    absWorkingDir: HERE.pathname,
    entryPoints: [start],
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2022",
    charset: "utf8",
    legalComments: "none",
    metafile: true,
    write: false,
    banner: { js: "/* Made by server/frontend of bilat; parts and licences: vendor.json, editor-licences.txt */" },
  });
  const inputs = Object.keys(made.metafile.inputs).map((path) => /^node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1]);
  return { code: made.outputFiles[0].text, packages: [...new Set(inputs.filter(Boolean))].sort() };
}

/** Returns the name, version, licence and licence text of a package. */
async function licence(name) {
  const folder = new URL(`node_modules/${name}/`, HERE);
  const { version, license } = JSON.parse(await readFile(new URL("package.json", folder), "utf8"));
  const texts = await Promise.all(["LICENSE", "LICENSE.md", "license"].map((file) => readFile(new URL(file, folder), "utf8").catch(() => "")));
  return { name, version, license, text: texts.find(Boolean) ?? "" };
}

function told({ name, version, license, text }) {
  return `${name} ${version} (${license})\n\n${text.trim()}\n`;
}

function entry(file, content, parts) {
  return {
    file,
    bytes: Buffer.byteLength(content),
    integrity: `sha384-${createHash("sha384").update(content).digest("base64")}`,
    packages: parts.map(({ name, version, license }) => ({ name, version, license })),
  };
}

/** Returns an object as JSON, a line for each entry of its tables, so that a change is seen in a diff. */
function lines(value, depth = 2) {
  if (depth === 0 || value === null || typeof value !== "object" || Array.isArray(value)) return JSON.stringify(value);
  const entries = Object.entries(value).map(([key, each]) => `${JSON.stringify(key)}:${lines(each, depth - 1)}`);
  return `{\n${entries.join(",\n")}\n}`;
}

async function write(name, content) {
  await writeFile(new URL(name, STATIC), content);
}
