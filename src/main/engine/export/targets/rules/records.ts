import type { Items } from "../../items.ts";
import type { Rule } from "../target.ts";
import { validText } from "./texts.ts";
import { withFix } from "./with-fix.ts";

/** As valid-text, for lines that are written as they are: their escapes are mended in the line itself. Text without one was UTF-8, and is sound. */
export const validRecord: Rule<Items["record"]> = withFix(
  {
    name: validText.name,
    says: validText.says,
    severity: "warns",
    check: ({ line, record }) => (line.includes("\\u") ? validText.check(record as never) : null),
  },
  "Replace halves of surrogate pairs by U+FFFD",
  (item) => {
    const line = item.line.replaceAll(escapes, (found, half: string | undefined) => (half === undefined ? found : "\\ufffd"));
    return { ...item, line, record: JSON.parse(line) };
  },
);

/** Whole pairs, halves (captured), and every other escape, so that the backslash of `\\ud83d` is not taken for the beginning of one. */
const escapes = /\\u[dD][89abAB][\da-fA-F]{2}\\u[dD][c-fC-F][\da-fA-F]{2}|\\u([dD][89a-fA-F][\da-fA-F]{2})|\\./g;
