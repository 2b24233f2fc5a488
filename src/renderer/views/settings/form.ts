import type { Config } from "../../../contract/config.ts";
import { formatExactSize } from "../../../contract/index.ts";
import { type Field, fields, sameValue } from "./fields.ts";
import { parseField } from "./parse-field.ts";

/** Edited values by path, only where they differ from the current configuration. */
export type Draft = Record<string, string | boolean>;

/** A value of the configuration by its dotted path. */
export function valueAt(config: unknown, path: string): unknown {
  let at = config;
  for (const key of path.split(".")) {
    if (typeof at !== "object" || at === null || !Object.hasOwn(at, key)) return undefined;
    at = (at as Record<string, unknown>)[key];
  }
  return at;
}

function setAt(config: Record<string, unknown>, path: string, value: unknown): void {
  const keys = path.split(".");
  const last = keys.pop() ?? "";
  let at = config;
  for (const key of keys) at = at[key] as Record<string, unknown>;
  at[last] = value;
}

/** A value in the form its control displays. */
export function shownValue(field: Field, value: unknown): string | boolean {
  if (field.kind === "switch") return value === true;
  if (field.kind === "size" && typeof value === "number") return formatExactSize(value);
  return Array.isArray(value) ? value.join(", ") : String(value ?? "");
}

const thresholds = ["gold", "silver", "bronze"] as const;
const thresholdPath = (tier: string) => `json_engine.training.${tier}_threshold`;

/** Checks that span several keys; the engine makes the same ones. A message for each path that fails. */
function crossErrors(config: Config): Record<string, string> {
  const errors: Record<string, string> = {};
  const { training, output } = config.json_engine;
  for (const [index, tier] of thresholds.entries()) {
    const below = thresholds[index + 1];
    if (below !== undefined && training[`${tier}_threshold`] < training[`${below}_threshold`]) {
      errors[thresholdPath(below)] = `Must not be above the ${tier} threshold, ${training[`${tier}_threshold`]}.`;
    }
  }
  const owners = new Map([
    ["quarantine.jsonl", "rejected lines"],
    ["curation.jsonl", "decisions"],
  ]);
  for (const [channel, { filename }] of Object.entries(output.channels)) {
    const owner = owners.get(filename.toLowerCase());
    if (owner !== undefined) errors[`json_engine.output.channels.${channel}.filename`] = `${filename} is already used for ${owner}.`;
    else owners.set(filename.toLowerCase(), `the channel ${channel}`);
  }
  return errors;
}

export interface FormState {
  /** The configuration with the edits; undefined while a field is invalid. */
  config: Config | undefined;
  /** By path. */
  errors: Record<string, string>;
  changed: number;
}

/** Validates the whole form: the current configuration with the edits applied. */
export function readForm(base: Config, draft: Draft): FormState {
  const config = structuredClone(base) as Config & Record<string, unknown>;
  const errors: Record<string, string> = {};
  let changed = 0;
  for (const field of fields) {
    const typed = draft[field.path];
    if (typed === undefined || typed === shownValue(field, valueAt(base, field.path))) continue;
    changed += 1;
    const parsed = parseField(field, typed);
    if (!parsed.ok) {
      errors[field.path] = parsed.message;
      continue;
    }
    setAt(config, field.path, parsed.value);
    const follower = sameValue[field.path];
    if (follower !== undefined) setAt(config, follower, parsed.value);
  }
  for (const [path, message] of Object.entries(crossErrors(config))) errors[path] ??= message;
  return { config: Object.keys(errors).length === 0 ? config : undefined, errors, changed };
}

/** The field that an error of the host refers to, by JSON pointer or dotted key; undefined when it refers to none. */
export function findRefusedField(where: string | undefined): string | undefined {
  if (where === undefined) return undefined;
  const path = where.replace(/^#?\//, "").replaceAll("/", ".");
  const owner = Object.entries(sameValue).find(([, follower]) => follower === path)?.[0];
  return fields.find((field) => field.path === (owner ?? path))?.path;
}
