import { readdirSync, readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { beforeAll, expect, it } from "vitest";
import { ensureBuilt } from "./lib/build.mjs";
import { inRoot } from "./lib/places.mjs";

const screen = inRoot("out/renderer");
const read = (file: string) => readFileSync(`${screen}/${file}`, "utf8");

/** Scripts and styles that the built page names, each with its size as a server would send it. */
let first: { file: string; gzipBytes: number }[];
beforeAll(async () => {
  await ensureBuilt();
  const names = [...read("index.html").matchAll(/(?:src|href)="\.\/([^"]+\.(?:js|css))"/g)].map(([, file]) => file as string);
  first = names.map((file) => ({ file, gzipBytes: gzipSync(read(file)).length }));
});

it("loads at most 150 kB of script and style before the first paint", () => {
  expect(first.map(({ file }) => file.replace(/.*\./, "."))).toContain(".css");
  const sum = first.reduce((total, { gzipBytes }) => total + gzipBytes, 0);
  // A module that pulls in more than it looks like: a view, a component of the library, a schema of the contract. Load it on demand (onDemand).
  expect(sum, JSON.stringify(first, null, 2)).toBeLessThanOrEqual(150_000);
});

it("has the styles of every library component in the bundle", () => {
  const assets = readdirSync(`${screen}/assets`);
  const classes = (texts: readonly string[]) => new Set(texts.flatMap((text) => text.match(/\bm_[0-9a-f]{6,8}\b/g) ?? []));
  const used = classes(assets.filter((file) => file.endsWith(".js")).map((file) => read(`assets/${file}`)));
  const styled = classes(assets.filter((file) => file.endsWith(".css")).map((file) => read(`assets/${file}`)));
  const library = classes([readFileSync(inRoot("node_modules/@mantine/core/styles.css"), "utf8")]);
  expect(library.size).toBeGreaterThan(300);
  // Named in src/renderer/theme/components.css.
  expect([...used].filter((name) => library.has(name) && !styled.has(name))).toEqual([]);
});
