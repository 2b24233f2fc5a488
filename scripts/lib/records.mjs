import { readFileSync } from "node:fs";
import { compile } from "json-schema-to-typescript";
import { inRoot } from "./places.mjs";

const kinds = ["engine_execution", "comparison_result", "training_sample"];
export const recordsPath = inRoot("src", "contract", "records.generated.ts");

const banner = "// Generated from schemas/v1 by scripts/gen-records.mjs; do not edit.\n";

/** Generates the records' TypeScript types from `schemas/v1`, and those of what their optional properties hold. */
export async function recordTypes() {
  const parts = await Promise.all(kinds.map((kind) => toTypes(withoutInnerTitles(readSchema(kind)), kind)));
  const { message, source } = readSchema("common").definitions;
  for (const definition of [message, source]) parts.push(await toTypes(withoutInnerTitles(definition), definition.title));
  return `${banner}\n${parts.join("\n")}`;
}

const readSchema = (name) => JSON.parse(readFileSync(inRoot("schemas", "v1", `${name}.json`), "utf8"));

const toTypes = (schema, name) =>
  compile(schema, name, { bannerComment: "", additionalProperties: true, ignoreMinAndMaxItems: true, style: { printWidth: 140 } });

/** Without property titles, which would become type names and collide between the three files. */
function withoutInnerTitles(schema, isTop = true) {
  if (Array.isArray(schema)) return schema.map((item) => withoutInnerTitles(item, false));
  if (typeof schema !== "object" || schema === null) return schema;
  // What accepts anything has no type: whoever reads it looks first.
  if (schema.anyOf?.includes(true)) return { description: schema.description, tsType: "unknown" };
  const entries = Object.entries(schema).filter(([key, value]) => isTop || key !== "title" || typeof value !== "string");
  return Object.fromEntries(entries.map(([key, value]) => [key, withoutInnerTitles(value, false)]));
}
