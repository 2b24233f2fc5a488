import type { Cell } from "./promptfoo-cells.ts";

/** Longest label of a prompt that names an engine as it is; promptfoo's default label is the whole prompt. */
const maxLabelCharacters = 60;
const shortCharacters = 40;

/**
 * The results of one provider, each named by provider and prompt: "gpt-x · brief", or "gpt-x · prompt 2: You are an assistant …" where the label
 * is long. undefined where there is one prompt only.
 */
export function namePrompts(cells: readonly Cell[]): Cell[] | undefined {
  const names = new Map<string, string>();
  const taken = new Set<string>();
  for (const cell of cells) {
    const key = toKey(cell);
    if (names.has(key)) continue;
    const label = cell.template?.trim() ?? "";
    const isName = label !== "" && label.length <= maxLabelCharacters && !label.includes("\n") && !taken.has(label);
    const number = (cell.column ?? names.size) + 1;
    const beginning = label.replace(/\s+/g, " ").slice(0, shortCharacters).trim();
    const name = isName ? label : `prompt ${number}${beginning === "" ? "" : `: ${beginning}…`}`;
    taken.add(name);
    names.set(key, name);
  }
  if (names.size < 2) return undefined;
  return cells.map((cell) => ({ ...cell, engine: `${cell.engine} · ${names.get(toKey(cell))}` }));
}

/** With one provider a column is a prompt; version 2 numbers no columns. */
const toKey = ({ column, template }: Cell): string => (column === undefined ? `text ${template ?? ""}` : `column ${column}`);
