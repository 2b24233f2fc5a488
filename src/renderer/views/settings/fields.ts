import { Config } from "../../../contract/config.ts";
import { MachineSettings } from "../../../contract/machine.ts";

/** One setting as the form shows it, derived from the contract's schema. */
export interface Field {
  /** Dotted key as it stands in assay.config.json. */
  path: string;
  kind: "switch" | "size" | "integer" | "number" | "text" | "numbers" | "constant";
  title: string;
  description: string;
  /** "records", "seconds", "bytes"…; undefined when it has none. */
  unit: string | undefined;
  standard: unknown;
  minimum: number | undefined;
  maximum: number | undefined;
  exclusiveMinimum: number | undefined;
  exclusiveMaximum: number | undefined;
  minLength: number | undefined;
  maxLength: number | undefined;
  minItems: number | undefined;
  maxItems: number | undefined;
  pattern: RegExp | undefined;
}

interface Schema {
  type?: string;
  const?: unknown;
  properties?: Record<string, Schema>;
  items?: Schema;
  default?: unknown;
  title?: string;
  description?: string;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  exclusiveMaximum?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
  pattern?: string | RegExp;
}

function toKind(schema: Schema, unit: string | undefined): Field["kind"] {
  if (unit === "bytes") return "size";
  if (schema.const !== undefined) return "constant";
  if (schema.type === "boolean") return "switch";
  if (schema.type === "integer") return "integer";
  if (schema.type === "number") return "number";
  if (schema.type === "array") return "numbers";
  return "text";
}

/** "Records held before a flush. Unit: records." → the sentence and the unit apart. */
export function splitUnit(description: string): { text: string; unit: string | undefined } {
  const match = /\s*Unit: ([^;.,]+)[^.]*\.\s*/.exec(description);
  if (match === null) return { text: description, unit: undefined };
  const text = `${description.slice(0, match.index)} ${description.slice(match.index + match[0].length)}`.trim();
  const unit = match[1]?.trim();
  return { text, unit: unit === "none" ? undefined : unit };
}

function toField(path: string, schema: Schema): Field {
  const { text, unit } = splitUnit(schema.description ?? "");
  const limits = schema.type === "array" ? (schema.items ?? {}) : schema;
  return {
    path,
    kind: toKind(schema, unit),
    title: schema.title ?? path,
    description: text,
    // A size is written with its unit.
    unit: unit === "bytes" ? undefined : unit,
    standard: schema.default,
    minimum: limits.minimum,
    maximum: limits.maximum,
    exclusiveMinimum: limits.exclusiveMinimum,
    exclusiveMaximum: limits.exclusiveMaximum,
    minLength: schema.minLength,
    maxLength: schema.maxLength,
    minItems: schema.minItems,
    maxItems: schema.maxItems,
    pattern: schema.pattern === undefined ? undefined : new RegExp(schema.pattern, "u"),
  };
}

function walk(schema: Schema, path: string): Field[] {
  if (schema.properties === undefined) return [toField(path, schema)];
  return Object.entries(schema.properties).flatMap(([key, inner]) => walk(inner, path === "" ? key : `${path}.${key}`));
}

/** Two keys that must agree are one field: its path, and the key that follows it. */
export const sameValue: Record<string, string> = {
  "json_engine.aggregation.window_minutes": "json_engine.output.channels.aggregated_stats.window_minutes",
};
const following = new Set(Object.values(sameValue));

/** Every key of the configuration, in the order of the schema; keys that follow another are left out, and objectives, which have an editor of their own. */
export const fields: readonly Field[] = walk(Config as Schema, "").filter(
  (field) => !following.has(field.path) && field.path !== "objectives",
);

const channels = "json_engine.output.channels";

/** The settings of this machine, by key. */
export const machineFields: ReadonlyMap<string, Field> = new Map(walk(MachineSettings as Schema, "").map((field) => [field.path, field]));

/** The groups of the form; every field belongs to the first group whose prefix it has. */
export const groups = [
  { title: "Events channel", prefix: `${channels}.events.` },
  { title: "Comparisons channel", prefix: `${channels}.comparisons.` },
  { title: "Training samples channel", prefix: `${channels}.training_samples.` },
  { title: "Aggregated stats channel", prefix: `${channels}.aggregated_stats.` },
  { title: "Aggregation", prefix: "json_engine.aggregation." },
  { title: "Training samples", prefix: "json_engine.training." },
  { title: "Review", prefix: "review." },
  { title: "Models", prefix: "models." },
  { title: "Files and validation", prefix: "" },
] as const;

/** The fields of each group. */
export const groupedFields: readonly { title: string; fields: Field[] }[] = groups.map((group, index) => ({
  title: group.title,
  fields: fields.filter((field) => groups.findIndex((other) => field.path.startsWith(other.prefix)) === index),
}));
