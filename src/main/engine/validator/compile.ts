import comparisonResult from "../../../../schemas/v1/comparison_result.json" with { type: "json" };
import engineExecution from "../../../../schemas/v1/engine_execution.json" with { type: "json" };
import trainingSample from "../../../../schemas/v1/training_sample.json" with { type: "json" };
import type { RecordKind } from "../../../contract/index.ts";
import { createAjv, type ErrorObject, type ValidateFunction } from "../base/ajv.ts";

/** Compiles schemas/v1, once in each thread. */

export type { ErrorObject };

const schemas = { engine_execution: engineExecution, comparison_result: comparisonResult, training_sample: trainingSample };

function compileAll(allErrors: boolean): Record<RecordKind, ValidateFunction> {
  // allErrors only for the few lines that were rejected: on hostile input it costs unbounded work.
  const ajv = createAjv({ allErrors, allowUnionTypes: true, isHot: !allErrors });
  return {
    engine_execution: ajv.compile(schemas.engine_execution),
    comparison_result: ajv.compile(schemas.comparison_result),
    training_sample: ajv.compile(schemas.training_sample),
  };
}

export interface CompiledSchemas {
  /** Stops at the first error; for every line. */
  check: Record<RecordKind, ValidateFunction>;
  /** Collects all errors; only for rejected lines. */
  explain: () => Record<RecordKind, ValidateFunction>;
}

let compiled: CompiledSchemas | undefined;

export function compiledSchemas(): CompiledSchemas {
  if (compiled) return compiled;
  let explaining: Record<RecordKind, ValidateFunction> | undefined;
  compiled = {
    check: compileAll(false),
    explain: () => {
      explaining ??= compileAll(true);
      return explaining;
    },
  };
  return compiled;
}
