import { readFileSync } from "node:fs";
import { compile } from "json-schema-to-typescript";
import { inRoot } from "./places.mjs";

const kinds = ["engine_execution", "comparison_result", "training_sample"];
export const recordsPath = inRoot("src", "contract", "records.generated.ts");

const banner = "// Generated from schemas/v1 by scripts/gen-records.mjs; do not edit.\n";

/** Generates the records' TypeScript types from `schemas/v1`. */
export async function recordTypes() {
  const parts = [];
  for (const kind of kinds) {
    const schema = JSON.parse(readFileSync(inRoot("schemas", "v1", `${kind}.json`), "utf8"));
    parts.push(
      await compile(withoutInnerTitles(schema), kind, {
        bannerComment: "",
        additionalProperties: true,
        ignoreMinAndMaxItems: true,
        style: { printWidth: 140 },
      }),
    );
  }
  return `${banner}\n${parts.join("\n")}`;
}

/** Without property titles, which would become type names and collide between the three files. */
function withoutInnerTitles(schema, isTop = true) {
  if (Array.isArray(schema)) return schema.map((item) => withoutInnerTitles(item, false));
  if (typeof schema !== "object" || schema === null) return schema;
  const entries = Object.entries(schema).filter(([key, value]) => isTop || key !== "title" || typeof value !== "string");
  return Object.fromEntries(entries.map(([key, value]) => [key, withoutInnerTitles(value, false)]));
}
