import comparisonResult from "../../../../schemas/v1/comparison_result.json" with { type: "json" };
import engineExecution from "../../../../schemas/v1/engine_execution.json" with { type: "json" };
import trainingSample from "../../../../schemas/v1/training_sample.json" with { type: "json" };
import type { RecordKind } from "../../../contract/index.ts";
import { createAjv, type ErrorObject, type ValidateFunction } from "../base/ajv.ts";

/** Compiles schemas/v1, once in each thread. */

export type { ErrorObject };

const schemas = { engine_execution: engineExecution, comparison_result: comparisonResult, training_sample: trainingSample };

function compileLazily(allErrors: boolean): CompiledSchemas["check"] {
  // allErrors only for the few lines that were rejected: on hostile input it costs unbounded work.
  const ajv = createAjv({ allErrors, allowUnionTypes: true, isHot: !allErrors });
  const made: Partial<Record<RecordKind, ValidateFunction>> = {};
  return (kind) => {
    const known = made[kind];
    if (known !== undefined) return known;
    const validate = ajv.compile(schemas[kind]);
    made[kind] = validate;
    return validate;
  };
}

export interface CompiledSchemas {
  /** Stops at the first error; for every line. Compiled at the first line of its kind: 10 ms. */
  check: (kind: RecordKind) => ValidateFunction;
  /** Collects all errors; only for rejected lines. */
  explain: (kind: RecordKind) => ValidateFunction;
}

let compiled: CompiledSchemas | undefined;

export function compiledSchemas(): CompiledSchemas {
  compiled ??= { check: compileLazily(false), explain: compileLazily(true) };
  return compiled;
}
