import { parseArgs } from "node:util";
import type { Sizes } from "./part.ts";

export interface Options {
  sizes: Sizes;
  only: string[];
  json: boolean;
  write: boolean;
}

/** `npm run bench -- …`; see docs/performance.md. @throws an Error with a message for a person. */
export function readOptions(args: string[], partNames: readonly string[]): Options {
  const { values } = parseArgs({
    args,
    options: {
      lines: { type: "string", default: "1000000" },
      big: { type: "string", default: "10000000" },
      comparisons: { type: "string", default: "1000000" },
      runs: { type: "string", default: "5" },
      growth: { type: "string", default: "10000,100000,1000000,10000000" },
      tenths: { type: "string", default: "1000000,5000000,10000000" },
      only: { type: "string", default: partNames.join(",") },
      json: { type: "boolean", default: false },
      write: { type: "boolean", default: false },
    },
  });
  const only = values.only.split(",");
  const unknown = only.find((name) => !partNames.includes(name));
  if (unknown !== undefined) throw new Error(`There is no part ${unknown}; the parts are ${partNames.join(", ")}.`);
  return {
    sizes: {
      lines: count("lines", values.lines),
      big: count("big", values.big),
      comparisons: count("comparisons", values.comparisons),
      runs: count("runs", values.runs),
      growth: values.growth.split(",").map((size) => count("growth", size)),
      tenths: values.tenths.split(",").map((size) => count("tenths", size)),
    },
    only,
    json: values.json,
    write: values.write,
  };
}

function count(name: string, text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1) throw new Error(`--${name} wants whole numbers above 0, not ${JSON.stringify(text)}.`);
  return value;
}
