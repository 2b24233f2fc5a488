import { AssayError, type ConfigReport, type ErrorValue } from "../../../contract/index.ts";
import { shown } from "./check-config.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * What the environment overrides. A variable that is set to nothing counts as not set. One that cannot be used counts as not set too,
 * and `maxModelBytesFault` says why: only what takes models needs it.
 */
export function readEnvironment(env: Environment): Pick<ConfigReport, "environment" | "maxModelBytesFault"> {
  const maxBytes = wholeNumber("JSON_ENGINE_MAX_MODEL_BYTES", env.JSON_ENGINE_MAX_MODEL_BYTES);
  const isFault = maxBytes !== null && typeof maxBytes === "object";
  return {
    environment: {
      JSON_ENGINE_MAX_MODEL_BYTES: isFault ? null : maxBytes,
      JSON_ENGINE_MODEL_PATH: env.JSON_ENGINE_MODEL_PATH || null,
    },
    maxModelBytesFault: isFault ? maxBytes : null,
  };
}

function wholeNumber(name: string, text: string | undefined): number | ErrorValue | null {
  if (text === undefined || text === "") return null;
  const value = /^[0-9]+$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isSafeInteger(value) && value > 0) return value;
  return {
    code: "invalid_config",
    message: `The environment variable ${name} must be a positive whole number of bytes, not ${shown(text)}.`,
    where: name,
    fix: "Set it to digits only, for example 200000000, or unset it: models.max_bytes of assay.config.json then holds.",
  };
}

/** The cap in force for a model file, in bytes: the environment's where it is set, else the file's. */
export function effectiveMaxModelBytes({ config, environment }: Pick<ConfigReport, "config" | "environment">): number {
  return environment.JSON_ENGINE_MAX_MODEL_BYTES ?? config.models.max_bytes;
}

/** The fault of the environment's cap as the error that taking a model fails with. */
export function toCapError({ code, message, fix, where }: ErrorValue): AssayError {
  return new AssayError(code, message, { ...(fix === undefined ? {} : { fix }), ...(where === undefined ? {} : { where }) });
}
