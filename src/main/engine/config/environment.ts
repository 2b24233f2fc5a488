import { AssayError, type ConfigReport } from "../../../contract/index.ts";
import { shown } from "./check-config.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * What the environment overrides. A variable that is set to nothing counts as not set.
 * @throws AssayError invalid_config, naming the variable.
 */
export function readEnvironment(env: Environment): ConfigReport["environment"] {
  return {
    JSON_ENGINE_MAX_MODEL_BYTES: wholeNumber("JSON_ENGINE_MAX_MODEL_BYTES", env.JSON_ENGINE_MAX_MODEL_BYTES),
    JSON_ENGINE_MODEL_PATH: env.JSON_ENGINE_MODEL_PATH || null,
  };
}

function wholeNumber(name: string, text: string | undefined): number | null {
  if (text === undefined || text === "") return null;
  const value = /^[0-9]+$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isSafeInteger(value) && value > 0) return value;
  throw new AssayError("invalid_config", `The environment variable ${name} must be a positive whole number of bytes, not ${shown(text)}.`, {
    where: name,
    fix: `Set it to digits only, for example 200000000, or unset it: models.max_bytes of assay.config.json then holds.`,
  });
}

/** The cap in force for a model file, in bytes: the environment's where it is set, else the file's. */
export function effectiveMaxModelBytes({ config, environment }: Pick<ConfigReport, "config" | "environment">): number {
  return environment.JSON_ENGINE_MAX_MODEL_BYTES ?? config.models.max_bytes;
}
