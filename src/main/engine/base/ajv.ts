import { Ajv, type DefinedError, type ErrorObject, type Options, type ValidateFunction } from "ajv";

export type { DefinedError, ErrorObject, ValidateFunction };

/**
 * A compiler of JSON schemas whose errors carry the value that was there. Our own schemas are checked against the meta-schema by a test:
 * compiling that takes 35 ms, at every start.
 * @param options.allErrors costs unbounded work on hostile input; leave it off for whatever comes from outside unchecked.
 */
export function createAjv(options: Pick<Options, "allErrors" | "allowUnionTypes"> = {}): Ajv {
  return new Ajv({ allErrors: false, strict: true, verbose: true, validateSchema: false, ...options });
}
