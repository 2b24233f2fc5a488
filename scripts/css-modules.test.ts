import { readdir, readFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { expect, it } from "vitest";

const renderer = resolve(import.meta.dirname, "../src/renderer");
const files = (await readdir(renderer, { recursive: true })).map((file) => join(renderer, file));
const sources = await Promise.all(
  files.filter((file) => /\.tsx?$/.test(file)).map(async (file) => ({ file, text: await readFile(file, "utf8") })),
);

/** A rule for a class of another module matches nothing: each module's class names are made unique when it is built. */
it.each(files.filter((file) => file.endsWith(".module.css")))("%s has only classes that whoever imports it uses", async (module) => {
  const css = (await readFile(module, "utf8")).replaceAll(/\/\*[\s\S]*?\*\//g, "");
  const selectors = css.replaceAll(/\{[^{}]*\}/g, "\n").replaceAll(/:global\([^)]*\)/g, "");
  const classes = new Set([...selectors.matchAll(/\.([a-zA-Z][\w-]*)/g)].map(([, name]) => name as string));
  const users = sources.filter(({ file, text }) =>
    [...text.matchAll(/from "([^"]+\.module\.css)"/g)].some(([, path]) => resolve(dirname(file), path as string) === module),
  );
  const code = users.map(({ text }) => text).join("\n");
  const isUsed = (name: string) => new RegExp(`\\.${name}\\b|["'\`]${name}["'\`]`).test(code);
  expect([...classes].filter((name) => !isUsed(name))).toEqual([]);
});
