import { readdirSync, readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { beforeAll, expect, it } from "vitest";
import { viewLabels, viewNames } from "../src/contract/index.ts";
import { ensureBuilt } from "./lib/build.mjs";
import { inRoot } from "./lib/places.mjs";

const screen = inRoot("out/renderer");
const read = (file: string) => readFileSync(`${screen}/${file}`, "utf8");

/** The page with its frame, and the scripts and styles that it names, each with its size as a server would send it. */
let first: { file: string; gzipBytes: number }[];
beforeAll(async () => {
  await ensureBuilt();
  const names = [...read("index.html").matchAll(/(?:src|href)="\.\/([^"]+\.(?:js|css))"/g)].map(([, file]) => file as string);
  first = ["index.html", ...names].map((file) => ({ file, gzipBytes: gzipSync(read(file)).length }));
});

const sumBytes = (files: typeof first) => files.reduce((total, { gzipBytes }) => total + gzipBytes, 0);

it("paints the window's frame with at most 25 kB, its font aside", () => {
  expect(sumBytes(first.filter(({ file }) => !file.startsWith("assets/") || file.endsWith(".css")))).toBeLessThanOrEqual(25_000);
});

it("loads at most 150 kB of script and style before the window is drawn", () => {
  expect(first.map(({ file }) => file.replace(/.*\./, "."))).toContain(".css");
  const sum = sumBytes(first.filter(({ file }) => file !== "index.html"));
  // A module that pulls in more than it looks like: a view, a component of the library, a schema of the contract. Load it on demand (onDemand).
  expect(sum, JSON.stringify(first, null, 2)).toBeLessThanOrEqual(150_000);
});

it("holds the window's frame, in styles that are there and with nothing that the policy would refuse", () => {
  const page = read("index.html");
  const [frame = ""] = /<div id="root">.*?<\/main>/s.exec(page) ?? [];
  const texts = [...frame.matchAll(/>([^<\s]+)</g)].map(([, text]) => text);
  expect(texts).toEqual(viewNames.map((view) => viewLabels[view]));
  expect(page).not.toMatch(/<style|<script(?! [^>]*src=)|\s(style|on\w+)=/);
  // The library's own names are in no file of ours: they are there for whoever wants to style an icon.
  const styled = first.filter(({ file }) => file.endsWith(".css")).map(({ file }) => read(file));
  const classes = [...frame.matchAll(/class="([^"]+)"/g)].flatMap(([, names]) => (names as string).split(" "));
  const own = classes.filter((name) => name.startsWith("_"));
  expect(own.length).toBeGreaterThan(50);
  expect(own.filter((name) => !styled.some((text) => text.includes(`.${name}`)))).toEqual([]);
});

it("asks for what paints the frame before it asks for the screen's code", () => {
  const page = read("index.html");
  const asked = [...page.matchAll(/(?:src|href)="\.\/(?:assets\/)?([^"]+)"/g)].map(([, file]) =>
    (file as string).replace(/-[\w-]{8}(?=\.)/, ""),
  );
  expect(asked.slice(1, 7)).toEqual([
    "index.css",
    "inter-latin-wght-normal.woff2",
    "no-webrtc.js",
    "theme-first.js",
    "shell-first.js",
    "index.js",
  ]);
  // Run when the frame is painted, not when it is loaded.
  expect(page).not.toContain('type="module"');
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
