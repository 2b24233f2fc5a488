import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { expect, it } from "vitest";
import { targets } from "./targets.ts";

const page = resolve(import.meta.dirname, "../../../../../docs/exporting.md");
const takes = { sample: "samples", pair: "pairs", labelled: "labels", ranked: "ranks", prompt: "prompts", record: "samples" };

/** Written by --update=all. */
it("docs/exporting.md lists every target, what it takes and who reads it", async () => {
  const [before, rest = ""] = (await readFile(page, "utf8")).split("<!-- targets -->\n");
  const after = rest.split("<!-- /targets -->")[1];
  const rows = [
    "",
    "| target | takes | read by |",
    "|---|---|---|",
    ...targets.map((target) => `| \`${target.name}\` | ${takes[target.takes]} | ${target.readBy} |`),
    "",
  ];
  await expect(`${before}<!-- targets -->\n${rows.join("\n")}\n<!-- /targets -->${after}`).toMatchFileSnapshot(page);
});
