import { readFileSync, writeFileSync } from "node:fs";
import { inRoot } from "../lib/places.mjs";

/** The table of targets and loaders. */

const page = inRoot("docs", "exporting.md");
const marks = ["<!-- trainers -->", "<!-- /trainers -->"];

/** Whether a loader refused an export, or read fewer or more rows than were written. */
export function isFault({ target, ok, rows }, exports) {
  return ok === false || (ok === true && rows !== exports.find((one) => one.target === target)?.rows);
}

/** Markdown: a row a target and loader, "not run" where the environment was not there. */
export function toTable(exports, readings) {
  const order = exports.map(({ target }) => target);
  const lines = order.flatMap((target) => {
    const written = exports.find((one) => one.target === target)?.rows;
    return readings
      .filter((reading) => reading.target === target)
      .map(({ loader, ok, rows }) => `| ${target} | ${loader} | ${written} | ${ok === null ? "not run" : ok ? rows : "refused"} |`);
  });
  return ["| target | loader | rows written | rows read |", "|---|---|---|---|", ...lines].join("\n");
}

/** Puts the table between the marks of docs/exporting.md. */
export function writeTable(exports, readings) {
  const text = readFileSync(page, "utf8");
  const [before, rest] = text.split(marks[0]);
  const after = rest?.split(marks[1])[1];
  if (after === undefined) throw new Error(`docs/exporting.md has no ${marks.join(" … ")}.`);
  writeFileSync(page, `${before}${marks[0]}\n\n${toTable(exports, readings)}\n\n${marks[1]}${after}`);
}
