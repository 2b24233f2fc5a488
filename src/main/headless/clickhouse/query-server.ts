import type { CommandContext } from "../command.ts";
import type { WrittenAnswer } from "../sql-output.ts";
import { readRange } from "../time-value.ts";
import { readAddress } from "./address.ts";
import type { RowFilter } from "./messages.ts";
import { askServer } from "./start-process.ts";

/** As the collector's exporter names it. */
export const defaultTable = "otel_traces";

/** Which rows of its table, as the options say. @throws AssayError invalid_argument. */
export const readRowFilter = ({ options }: CommandContext): RowFilter => ({
  ...readRange(options.text("from"), options.text("to")),
  engines: options.texts("engine"),
});

/**
 * Asks a server for what a statement says, or, without one, for the statistics of a table by engine.
 * @throws AssayError invalid_argument, refused, permission, not_found, over_limit, cancelled, io.
 */
export async function queryServer(
  context: CommandContext,
  sql: string | undefined,
  limits: { timeoutMs: number; maxRows: number },
): Promise<WrittenAnswer> {
  const { options, env } = context;
  const address = readAddress(options.text("clickhouse") ?? "", env);
  const table = options.text("table") ?? defaultTable;
  const startedAt = performance.now();
  const task =
    sql === undefined
      ? ({ type: "engines", table, filter: readRowFilter(context), ...limits } as const)
      : ({ type: "sql", sql, ...limits } as const);
  const answer = await askServer(context, { address, task });
  return { ...answer, elapsedMs: performance.now() - startedAt };
}
