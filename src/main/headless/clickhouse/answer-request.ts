import { ask } from "./ask.ts";
import { connect } from "./client.ts";
import { selectEngines } from "./engines-sql.ts";
import { limitReading, readReadonly } from "./limits.ts";
import type { ClickHouseRequest, FromClickHouse } from "./messages.ts";
import { toClickHouseError } from "./server-errors.ts";
import { selectSpans } from "./spans-sql.ts";
import { checkSpans, readColumns } from "./table-columns.ts";
import { writeSpans } from "./write-spans.ts";

/** What the server answers at once. */
const shortMs = 30_000;
/** A server may be silent so long while it sorts; and so long a full disk here may hold it back. */
const silentMs = 600_000;
/** On the server, sorting goes on on disk beyond it. */
const sortBytes = 1_000_000_000;

/**
 * Does what the process was told. Never rejects. @param write takes a line of spans, and resolves when more may come.
 */
export async function answerRequest(
  { address, task }: ClickHouseRequest,
  signal: AbortSignal,
  write: (line: string) => Promise<void>,
): Promise<FromClickHouse> {
  const brief = connect(address, shortMs);
  const long = connect(address, task.type === "spans" ? silentMs : task.timeoutMs + shortMs);
  try {
    const readonly = await readReadonly(brief, signal);
    if (task.type === "sql") {
      const settings = limitReading(readonly, task.timeoutMs);
      return { answer: await ask(long, task.sql, { maxRows: task.maxRows, settings, signal }) };
    }
    const columns = await readColumns(brief, task.table, limitReading(readonly, shortMs), signal);
    if (task.type === "engines") {
      const settings = limitReading(readonly, task.timeoutMs);
      const sql = selectEngines(task.table, columns, task.filter);
      return { answer: await ask(long, sql, { maxRows: task.maxRows, settings, signal }) };
    }
    checkSpans(columns, task.table);
    const settings = limitReading(readonly, null, { max_bytes_before_external_sort: sortBytes });
    const sql = selectSpans(task.table, columns, task.filter, task.limit);
    return { written: await writeSpans(long, sql, { settings, signal, write }) };
  } catch (thrown) {
    return { failed: toClickHouseError(thrown, address).toValue() };
  } finally {
    await Promise.all([brief.close(), long.close()]);
  }
}
