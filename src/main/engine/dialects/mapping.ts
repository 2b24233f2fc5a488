import { AssayError, type Mapping } from "../../../contract/index.ts";
import { isObject } from "../base/json-value.ts";
import { formatCommand } from "../base/program.ts";
import { customDialect, customName } from "./custom.ts";
import type { Dialect, Draft, Outcome } from "./dialect.ts";
import { findDialect } from "./dialects.ts";
import { applyRules } from "./field-rules.ts";

/**
 * The dialect of a plan: one of the table, changed where a person mapped fields otherwise, or the mapping alone.
 * @throws AssayError invalid_argument: no dialect of that name, or a mapping that lacks what a record needs.
 */
export function resolveDialect({ dialect: name, mapping }: { dialect: string; mapping?: Mapping | undefined }): Dialect {
  if (name === customName) return customDialect(mapping ?? {});
  const dialect = findDialect(name);
  if (dialect === undefined)
    throw new AssayError("invalid_argument", `There is no dialect "${name}".`, {
      where: "dialect",
      fix: `${formatCommand("import FILE --dry-run")} names the dialects, and the one that the file is taken for.`,
    });
  return mapping === undefined || Object.keys(mapping).length === 0 ? dialect : withMapping(dialect, mapping);
}

/** A dialect whose records get some fields from elsewhere in their row. Rows are kept until their records are made. */
function withMapping(dialect: Dialect, mapping: Mapping): Dialect {
  const { reads: _, ...whole } = dialect;
  return {
    // A mapping may read any member.
    ...whole,
    open(context, emit) {
      const values = new Map<number, unknown>();
      const changed = (outcome: Outcome): Outcome => {
        if (outcome.type !== "record") return outcome;
        const [row = 0] = outcome.rows;
        const { record, problem } = applyRules(outcome.kind, structuredClone(outcome.record) as Draft, values.get(row), mapping);
        return problem === null ? { ...outcome, record } : { type: "reject", rows: outcome.rows, finding: problem };
      };
      const mapper = dialect.open(context, (outcome) => emit(changed(outcome)));
      return {
        row(row) {
          if (dialect.scope === "row") values.clear();
          if (isObject(row.value) || Array.isArray(row.value)) values.set(row.number, row.value);
          mapper.row(row);
        },
        end: () => mapper.end(),
      };
    },
  };
}
