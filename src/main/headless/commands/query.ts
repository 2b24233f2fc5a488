import { sqlLimits } from "../../../contract/index.ts";
import { type Command, type CommandContext, workspaceOption } from "../command.ts";
import { formatAnswer, type SqlFormat, sqlFormats, type WrittenAnswer } from "../sql-output.ts";
import { timeZoneRule } from "../time-value.ts";
import { usageError } from "../usage.ts";
import { oneOf } from "../values.ts";
import { withReader } from "../with-workspace.ts";

/** These say which rows of a server's table are summed up. */
const ofServer = ["table", "engine", "from", "to"] as const;

export const queryCommand: Command = {
  name: "query",
  summary: "Ask in SQL: one SELECT over executions, comparisons, candidates, samples, decisions, quarantine; or a ClickHouse server",
  positionals: "SQL",
  options: {
    workspace: workspaceOption,
    format: { type: "string", value: "F", help: "table, json, jsonl or csv; default: table" },
    timeout: { type: "string", value: "S", help: "Stop after this many seconds; default: 30" },
    "max-rows": { type: "string", value: "N", help: `At most this many rows, up to ${sqlLimits.maxRows}; default: ${sqlLimits.maxRows}` },
    clickhouse: { type: "string", value: "URL", help: "Ask this ClickHouse server, not a workspace; without SQL: statistics by engine" },
    table: {
      type: "string",
      value: "NAME",
      help: "Of the server, for statistics: spans of OpenTelemetry, or a lake; default: otel_traces",
    },
    engine: { type: "string", multiple: true, value: "ID", help: "Only this engine of that table; may be given several times" },
    from: { type: "string", value: "T", help: `Its rows from here (inclusive): Unix seconds, a date, or ISO 8601, ${timeZoneRule}` },
    to: { type: "string", value: "T", help: "Its rows until here (exclusive), in the same formats" },
  },
  examples: (assay) => [
    `${assay} query "SELECT engine_id, count(*) AS n FROM executions GROUP BY ALL ORDER BY n DESC" --workspace DIR`,
    `${assay} query "DESCRIBE executions" --workspace DIR --format csv`,
  ],
  notes: `Tables and columns are in docs/sql.md; DESCRIBE names them too. The SQL is DuckDB's. It runs in a process of its own on a copy of the
index, which it cannot leave: no file, no network, no setting, and nothing is written. An answer has at most ${sqlLimits.maxRows} rows or 5 MB; exit code 1 says
that it was cut.
--clickhouse http://HOST:8123 connects to that server, and only then does Assay open a connection: it sends what was asked, and name and password of
CLICKHOUSE_USER and CLICKHOUSE_PASSWORD. The SQL is ClickHouse's then, and may only read; see docs/clickhouse.md.`,
  async run(context) {
    const { options } = context;
    const [sql, more] = options.positionals;
    const isAsked = options.text("clickhouse") !== undefined;
    if (more !== undefined || (sql === undefined && !isAsked)) throw usageError("query takes one statement of SQL, in quotes.", "query");
    const unused = ofServer.find((name) => options.texts(name).length > 0);
    if (unused !== undefined && (!isAsked || sql !== undefined))
      throw usageError(`--${unused} is for the statistics of a server: give it with --clickhouse URL, and without SQL.`, "query");
    if (isAsked && options.text("workspace") !== undefined)
      throw usageError("--clickhouse asks a server and --workspace a folder: give one of them.", "query");
    const format = options.flag("json") ? "json" : oneOf("format", options.text("format") ?? "table", sqlFormats);
    const timeoutMs = readNumber("timeout", options.text("timeout"), sqlLimits.maxTimeoutMs / 1000, 1000);
    const maxRows = readNumber("max-rows", options.text("max-rows"), sqlLimits.maxRows, 1);
    if (isAsked) {
      const { queryServer } = await import("../clickhouse/query-server.ts");
      const { defaultTimeoutMs, maxRows: most } = sqlLimits;
      return report(
        context,
        await queryServer(context, sql, { timeoutMs: timeoutMs ?? defaultTimeoutMs, maxRows: maxRows ?? most }),
        format,
      );
    }
    const input = { sql: sql as string, ...(timeoutMs && { timeoutMs }), ...(maxRows && { maxRows }) };
    return report(context, await withReader(context, (reader) => reader.askSql(input)), format);
  },
};

/** Writes an answer. @returns the exit code: 1 when it was cut. */
async function report({ output }: CommandContext, answer: WrittenAnswer, format: SqlFormat): Promise<number> {
  await output.write(formatAnswer(answer, format));
  const { length } = answer.rows;
  if (format === "table") output.note(`${length} ${length === 1 ? "row" : "rows"} in ${(answer.elapsedMs / 1000).toFixed(2)} s`);
  if (answer.cut === null) return 0;
  output.note(`assay: These are not all rows: ${answer.cut === "rows" ? "--max-rows" : "5 MB"} ended them.`);
  return 1;
}

/** A number greater than 0, times `factor`, as a whole number. @throws AssayError for anything else. */
function readNumber(name: string, value: string | undefined, max: number, factor: number): number | undefined {
  if (value === undefined) return undefined;
  const number = Math.round(Number(value) * factor);
  if (value.trim() !== "" && number >= 1 && number <= max * factor) return number;
  throw usageError(`--${name} must be a number from ${1 / factor} to ${max}.`, "query");
}
