import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { inRoot } from "../places.mjs";

const rule = "=".repeat(80);

/**
 * The licences of everything that is shipped besides Assay and Chromium, whose own lie beside it.
 * @returns one text. @throws an Error when a component has neither a text nor a licence of its own name.
 */
export function toLicenceText(components) {
  const head = "Assay is licensed under Apache-2.0 (LICENSE). It contains the software below, under the licences that follow its name.\n";
  return [head, ...components.map(toEntry)].join(`\n${rule}\n`);
}

function toEntry({ name, version, license, path }) {
  const text = findText(path, name);
  if (text === null && license === undefined) throw new Error(`${name}@${version} has no licence`);
  return `${name} ${version}${license === undefined ? "" : ` (${license})`}\n\n${text ?? "Its package holds no text of the licence.\n"}`;
}

function findText(path, name) {
  // The package `node` only fetches another one, with the program and its licence.
  const folders = [inRoot(path), ...(name === "node" ? nodeFolders() : [])].filter(existsSync);
  for (const folder of folders) {
    const found = readdirSync(folder)
      .filter((file) => /^(licen[cs]e|copying)(\.(md|txt|mit))?$/i.test(file))
      .sort()[0];
    if (found !== undefined) return readFileSync(join(folder, found), "utf8");
  }
  return null;
}

function nodeFolders() {
  const folder = inRoot("node_modules", "node", "node_modules");
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => join(folder, name));
}
