import { join, resolve } from "node:path";
import { expect, it } from "vitest";
import type { Dialect, FieldUse } from "./dialect.ts";
import { dialects } from "./dialects.ts";

/** docs/dialects.md is made of what the dialects say of themselves; `vitest run --update=all` of this file writes it anew. */
const page = join(resolve(import.meta.dirname, "../../../.."), "docs/dialects.md");

const cell = (text = "") => text.replaceAll("|", "\\|");
const code = (paths: string) => (paths === "" || paths === "–" ? "–" : paths.includes("`") ? cell(paths) : `\`${cell(paths)}\``);
const row = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
const kindNames = { engine_execution: "executions", comparison_result: "comparisons", training_sample: "samples" } as const;

const givenBy = ({ kinds }: Dialect) => (kinds.length === 0 ? "nothing: it says why" : kinds.map((kind) => kindNames[kind]).join(", "));
const fieldRow = ({ from, to, unit, note }: FieldUse) => row([code(from), code(to), cell(unit), cell(note)]);

const sections = (all: readonly Dialect[]) =>
  all.map((dialect) =>
    [
      `## ${dialect.title}`,
      "",
      `\`${dialect.name}\`, version ${dialect.version}. Gives ${givenBy(dialect)}.`,
      "",
      "| from | to | unit | note |",
      "|---|---|---|---|",
      ...dialect.fields.map(fieldRow),
    ].join("\n"),
  );

it("docs/dialects.md says what each dialect reads", async () => {
  const sorted = dialects.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const text = [
    "# Dialects\n",
    "Files of other tools, and what becomes of their fields. A dialect is recognised by a file's content, not by its name. Numbers that a file",
    "does not have stay absent: an unknown latency is never 0. Times without a zone are UTC; values may be texts, as in CSV. What a record must",
    "have and a file does not say (an engine, a time, an outcome) is asked for once a file. This page is made from the dialects themselves.\n",
    "| dialect | file | gives |",
    "|---|---|---|",
    ...sorted.map((dialect) => row([`\`${dialect.name}\``, cell(dialect.title), givenBy(dialect)])),
    "",
    sections(sorted).join("\n\n"),
    "",
  ].join("\n");
  await expect(text).toMatchFileSnapshot(page);
});
