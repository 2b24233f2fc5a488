import { Ajv, type DefinedError, type ErrorObject, type Options, type ValidateFunction } from "ajv";

export type { DefinedError, ErrorObject, ValidateFunction };

export type AjvOptions = Pick<Options, "allErrors" | "allowUnionTypes" | "discriminator"> & { isHot?: boolean };

/**
 * A compiler of JSON schemas whose errors carry the value that was there. Our own schemas are checked against the meta-schema by a test:
 * compiling that takes 35 ms, at every start.
 * @param options.isHot for what checks every record: a third more time to compile saves a little at each check.
 * @param options.allErrors costs unbounded work on hostile input; leave it off for whatever comes from outside unchecked.
 */
export function createAjv({ isHot = false, ...options }: AjvOptions = {}): Ajv {
  return new Ajv({ allErrors: false, strict: true, verbose: true, validateSchema: false, code: { optimize: isHot }, ...options });
}
