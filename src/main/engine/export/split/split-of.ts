import { hash } from "node:crypto";
import { type ExportSplit, foldText, type Message } from "../../../../contract/index.ts";
import { textOf } from "../targets/turns.ts";

/** Without a split: all rows are for training. */
export const wholeSplit: ExportSplit["parts"] = [{ name: "train", fraction: 1 }];

/**
 * What must not be in two parts. A task that a record names; else what the user says in the prompt: case, composition and white space do not
 * count, nor does the system turn, nor what the assistant said in between.
 */
export function splitKey(prompt: readonly Message[], taskId: string | null): string {
  if (taskId !== null) return `task\0${taskId}`;
  const asked = prompt.filter(({ role }) => role === "user");
  const texts = (asked.length > 0 ? asked : prompt).map(textOf);
  return `prompt\0${foldText(texts.join("\n")).replace(/\s+/g, " ").trim()}`;
}

/** 48 bits of the hash: a double holds them exactly. */
const hexDigits = 12;
const range = 16 ** hexDigits;

/**
 * The part of a key: its SHA-256 with the seed, as a number from 0 to 1, says which. It depends on nothing else, so a dataset that grows keeps its
 * old rows where they were.
 * @returns the index of the part.
 */
export function splitOf(key: string, parts: ExportSplit["parts"], seed: number): number {
  if (parts.length === 1) return 0;
  const at = Number.parseInt(hash("sha256", `${seed}\0${key}`, "hex").slice(0, hexDigits), 16) / range;
  let end = 0;
  for (const [index, { fraction }] of parts.entries()) {
    end += fraction;
    if (at < end) return index;
  }
  return parts.length - 1;
}
