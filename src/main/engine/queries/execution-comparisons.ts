import { type ExecutionComparisons, headOfText, type Signal } from "../../../contract/index.ts";
import { toObject } from "../base/json-value.ts";
import { indexedHead } from "../records/indexed-texts.ts";
import { keyOfHash } from "../records/line-hash.ts";
import type { Database } from "../store/duckdb.ts";
import { executionLine } from "./raw-execution.ts";
import { Where } from "./where.ts";

const maxRows = 50;

interface Row {
  h0: number;
  h1: number;
  h2: number;
  comparison_id: string | null;
  query: string | null;
  why: ExecutionComparisons["rows"][number]["why"];
}

/** `executions.comparisons` @param journal path of events.jsonl. @throws AssayError not_found; cancelled; of the index. */
export async function comparisonsOfExecution(
  db: Database,
  journal: string | null,
  offset: number,
  signal?: Signal,
): Promise<ExecutionComparisons> {
  return executionComparisons(db, parseObject((await executionLine(db, journal, offset, signal)).raw), signal);
}

/** Empty for a line that is no JSON object. */
function parseObject(raw: string): Record<string, unknown> {
  try {
    return toObject(JSON.parse(raw));
  } catch {
    return {};
  }
}

/**
 * The comparisons that an execution appears in. Records have no reference from one to the other, so they are told by what they hold: the same
 * prompt and this engine's same answer; the same prompt; or a comparison_id that is the execution's task or trace. Of long texts the beginnings are
 * compared (`indexedTextBytes`).
 * @param record the execution's line, parsed.
 * @throws AssayError cancelled; of the index.
 */
export async function executionComparisons(
  db: Database,
  record: Readonly<Record<string, unknown>>,
  signal?: Signal,
): Promise<ExecutionComparisons> {
  const text = (value: unknown) => (typeof value === "string" && value !== "" ? value : null);
  const [input, output, engine] = [text(record.input), text(record.output), text(record.engine_id)];
  const ids = [text(record.task_id), text(record.trace_id)].filter((id) => id !== null);
  if (input === null && ids.length === 0) return { rows: [], total: 0 };
  const query = input === null ? null : indexedHead(input);
  const answered = new Where()
    .and("engine_id = ?", engine ?? undefined)
    .and("output = ?", output === null ? undefined : indexedHead(output));
  const hasAnswer = engine === null || output === null ? "false" : `off IN (SELECT off FROM candidates ${answered.sql})`;
  const values = engine === null || output === null ? [] : answered.values;
  const rows = await db.all<Row & { total: number }>(
    `WITH near AS (SELECT off, h0, h1, h2, comparison_id, query FROM comparisons
       WHERE valid AND (query = ?::VARCHAR OR comparison_id IN (?::VARCHAR, ?::VARCHAR))),
     told AS (SELECT *, CASE WHEN query IS NOT DISTINCT FROM ?::VARCHAR THEN CASE WHEN ${hasAnswer} THEN 'answer' ELSE 'prompt' END ELSE 'id' END AS why
       FROM near)
     SELECT h0, h1, h2, comparison_id, why, query[:1000] AS query, count(*) OVER () AS total FROM told
     ORDER BY list_position(['answer', 'prompt', 'id'], why), off LIMIT ${maxRows}`,
    [query, ids[0] ?? null, ids[1] ?? null, query, ...values],
    signal,
  );
  return {
    rows: rows.map(({ h0, h1, h2, comparison_id, query: head, why }) => ({
      key: keyOfHash({ h0, h1, h2 }),
      comparisonId: comparison_id ?? "",
      queryHead: headOfText(head ?? ""),
      why,
    })),
    total: rows[0]?.total ?? 0,
  };
}
