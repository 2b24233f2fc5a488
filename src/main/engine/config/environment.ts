import { AssayError, type ConfigReport, type ErrorValue } from "../../../contract/index.ts";
import { shown } from "./check-config.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Overrides from the environment. An empty variable counts as unset. So does an unusable one, with the reason in `maxModelBytesFault`:
 * only importing models depends on it.
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

/** Maximum size of a model file in bytes: from the environment if set, else from the file. */
export function effectiveMaxModelBytes({ config, environment }: Pick<ConfigReport, "config" | "environment">): number {
  return environment.JSON_ENGINE_MAX_MODEL_BYTES ?? config.models.max_bytes;
}

/** The error for importing a model while the environment's maximum is unusable. */
export function toCapError({ code, message, fix, where }: ErrorValue): AssayError {
  return new AssayError(code, message, { ...(fix === undefined ? {} : { fix }), ...(where === undefined ? {} : { where }) });
}
