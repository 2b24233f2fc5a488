import { Config, MachineSettings } from "../../../contract/index.ts";
import { createAjv, type DefinedError, type ValidateFunction } from "../base/ajv.ts";
import { shorten } from "../base/json-value.ts";

/** Describes what is wrong with a configuration in terms of `assay.config.json`. */

/** One fault of a configuration. */
export interface ConfigFault {
  /** Full path of the key, e.g. "json_engine.training.gold_threshold". */
  path: string;
  /** Predicate for the key: "must be at least 1, not 0". */
  message: string;
}

/** Compiled on first use: each takes 20 ms of a start, and a workspace without a configuration needs none. */
let validateConfig: ValidateFunction | undefined;
let validateMachine: ValidateFunction | undefined;

/** @returns null when `value` is a complete configuration: every key present, of the right type and in range. */
export function faultOfConfig(value: unknown): ConfigFault | null {
  // One fault at a time: collecting all faults of a hostile file has no bound.
  validateConfig ??= createAjv().compile<Config>(Config);
  return findFault(validateConfig, value);
}

/** The same for machine settings. */
export function findMachineFault(value: unknown): ConfigFault | null {
  validateMachine ??= createAjv().compile<MachineSettings>(MachineSettings);
  return findFault(validateMachine, value);
}

function findFault(validate: ValidateFunction, value: unknown): ConfigFault | null {
  if (validate(value)) return null;
  const error = validate.errors?.[0] as DefinedError | undefined;
  if (!error) return { path: "", message: "is no configuration" };
  const path = error.instancePath.slice(1).replaceAll("/", ".");
  if (error.keyword === "required") return { path, message: `must have the key ${error.params.missingProperty}` };
  return { path, message: `must be ${wanted(error)}, not ${shown(error.data)}` };
}

function wanted(error: DefinedError): string {
  switch (error.keyword) {
    case "type":
      if (error.parentSchema && "const" in error.parentSchema) return shown(error.parentSchema.const);
      return typeNames[error.params.type] ?? error.params.type;
    case "const":
      return shown(error.params.allowedValue);
    case "minimum":
      return `at least ${error.params.limit}`;
    case "maximum":
      return `at most ${error.params.limit}`;
    case "exclusiveMinimum":
      return `more than ${error.params.limit}`;
    case "exclusiveMaximum":
      return `less than ${error.params.limit}`;
    case "minItems":
      return `a list of at least ${error.params.limit}`;
    case "maxItems":
      return `a list of at most ${error.params.limit}`;
    case "uniqueItems":
      return "a list in which nothing is there twice";
    case "minLength":
      return "text of at least one character";
    case "maxLength":
      return `text of at most ${error.params.limit} characters`;
    case "pattern":
      return 'a file name that ends in ".jsonl", without a folder and without a dot in front';
    default:
      return `something else (${error.message ?? error.keyword})`;
  }
}

const typeNames: Record<string, string> = {
  boolean: "true or false",
  integer: "a whole number",
  number: "a number",
  string: "text",
  object: "an object",
  array: "a list",
};

/** A value as JSON, shortened to 60 characters. */
export function shown(value: unknown): string {
  return shorten(JSON.stringify(value) ?? String(value), 60);
}
