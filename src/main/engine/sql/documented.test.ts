import { readFile } from "node:fs/promises";
import { expect, it } from "vitest";
import { sqlTables } from "./tables.ts";

/** A table of docs/sql.md, under its heading: what it is about, then one line for each column. */
const toMarkdown = ({ name, about, columns }: (typeof sqlTables)[number]) =>
  [
    `### ${name}`,
    "",
    about,
    "",
    "| column | type | unit | holds |",
    "|---|---|---|---|",
    ...columns.map(({ name: column, type, unit, about: holds }) => `| \`${column}\` | ${type} | ${unit ?? ""} | ${holds} |`),
  ].join("\n");

it("docs/sql.md has every table and column as they are, in their order, and no other", async () => {
  const text = await readFile(new URL("../../../../docs/sql.md", import.meta.url), "utf8");
  const [, documented = ""] = text.split("These names and meanings stay; new columns may come.");
  expect(documented.trim()).toBe(sqlTables.map(toMarkdown).join("\n\n"));
});
