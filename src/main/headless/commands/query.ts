import { type SqlAnswer, type SqlCell, sqlLimits } from "../../../contract/index.ts";
import { type Command, workspaceOption } from "../command.ts";
import { jsonLine, printable, table } from "../output.ts";
import { usageError } from "../usage.ts";
import { oneOf } from "../values.ts";
import { withWorkspace } from "../with-workspace.ts";

const formats = ["table", "json", "jsonl", "csv"] as const;
type Format = (typeof formats)[number];
/** Columns of a terminal are narrower than texts. */
const maxCellCharacters = 80;

export const queryCommand: Command = {
  name: "query",
  summary: "Ask in SQL: one SELECT over executions, comparisons, candidates, samples, decisions, quarantine",
  positionals: "SQL",
  options: {
    workspace: workspaceOption,
    format: { type: "string", value: "F", help: "table, json, jsonl or csv; default: table" },
    timeout: { type: "string", value: "S", help: "Stop after this many seconds; default: 30" },
    "max-rows": { type: "string", value: "N", help: `At most this many rows, up to ${sqlLimits.maxRows}; default: ${sqlLimits.maxRows}` },
  },
  examples: (assay) => [
    `${assay} query "SELECT engine_id, count(*) AS n FROM executions GROUP BY ALL ORDER BY n DESC" --workspace DIR`,
    `${assay} query "DESCRIBE executions" --workspace DIR --format csv`,
  ],
  notes: `Tables and columns are in docs/sql.md; DESCRIBE names them too. The SQL is DuckDB's. It runs in a process of its own on a copy of the
index, which it cannot leave: no file, no network, no setting, and nothing is written. An answer has at most ${sqlLimits.maxRows} rows or 5 MB; exit code 1 says
that it was cut.`,
  async run(context) {
    const { options, output } = context;
    const [sql, more] = options.positionals;
    if (sql === undefined || more !== undefined) throw usageError("query takes one statement of SQL, in quotes.", "query");
    const format = options.flag("json") ? "json" : oneOf("format", options.text("format") ?? "table", formats);
    const timeoutMs = readNumber("timeout", options.text("timeout"), sqlLimits.maxTimeoutMs / 1000, 1000);
    const maxRows = readNumber("max-rows", options.text("max-rows"), sqlLimits.maxRows, 1);
    const input = { sql, ...(timeoutMs && { timeoutMs }), ...(maxRows && { maxRows }) };
    const answer = await withWorkspace(context, true, (workspace) => workspace.askSql(input, "all", context.stop));
    await output.write(write(answer, format));
    const { length } = answer.rows;
    if (format === "table") output.note(`${length} ${length === 1 ? "row" : "rows"} in ${(answer.elapsedMs / 1000).toFixed(2)} s`);
    if (answer.cut === null) return 0;
    output.note(`assay: These are not all rows: ${answer.cut === "rows" ? "--max-rows" : "5 MB"} ended them.`);
    return 1;
  },
};

/** A number greater than 0, times `factor`, as a whole number. @throws AssayError for anything else. */
function readNumber(name: string, value: string | undefined, max: number, factor: number): number | undefined {
  if (value === undefined) return undefined;
  const number = Math.round(Number(value) * factor);
  if (value.trim() !== "" && number >= 1 && number <= max * factor) return number;
  throw usageError(`--${name} must be a number from ${1 / factor} to ${max}.`, "query");
}

function write({ columns, rows, cut, elapsedMs }: SqlAnswer, format: Format): string {
  const names = columns.map(({ name }) => name);
  const toObject = (row: SqlCell[]) => Object.fromEntries(names.map((name, i) => [name, row[i] ?? null]));
  switch (format) {
    case "json":
      return jsonLine({ columns, rows, cut, elapsed_ms: Math.round(elapsedMs) });
    case "jsonl":
      return rows.map((row) => jsonLine(toObject(row))).join("");
    case "csv":
      return [names, ...rows].map((row) => `${row.map(toCsv).join(",")}\n`).join("");
    default: {
      const isNumber = (type: string) => /^(U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|DOUBLE|FLOAT|DECIMAL.*)$/.test(type);
      return table(
        columns.map(({ name, type }) => ({ title: printable(name), align: isNumber(type) ? "right" : "left" })),
        rows.map((row) => row.map((cell) => shorten(cell === null ? "NULL" : String(cell)))),
      );
    }
  }
}

const shorten = (text: string) => ([...text].length > maxCellCharacters ? `${[...text].slice(0, maxCellCharacters - 1).join("")}…` : text);

/** RFC 4180; NULL is empty, an empty text is quoted. */
function toCsv(cell: SqlCell): string {
  if (cell === null) return "";
  const text = String(cell);
  return text === "" || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
