import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { readLicenceTexts } from "../bundling.mjs";
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
  // The package `node` only fetches another one, with the program and its licence.
  const texts = [inRoot(path), ...(name === "node" ? nodeFolders() : [])].filter(existsSync).flatMap(readLicenceTexts);
  if (texts.length === 0 && license === undefined) throw new Error(`${name}@${version} has no licence`);
  const text = texts.length > 0 ? texts.join("\n\n") : "Its package holds no text of the licence.";
  return `${name} ${version}${license === undefined ? "" : ` (${license})`}\n\n${text}\n`;
}

function nodeFolders() {
  const folder = inRoot("node_modules", "node", "node_modules");
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => join(folder, name));
}
