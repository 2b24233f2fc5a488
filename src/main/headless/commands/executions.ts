import { extname, resolve } from "node:path";
import {
  type ExecutionExport,
  type ExecutionFormat,
  type ExecutionRow,
  executionFormats,
  executionSorts,
} from "../../../contract/index.ts";
import type { Reader } from "../../engine/index.ts";
import { type Command, type CommandContext, workspaceOption } from "../command.ts";
import { executionFilterOptions, readExecutionFilter } from "../execution-arguments.ts";
import { type Column, jsonLine, printable, table } from "../output.ts";
import { requireEngines } from "../unknown-names.ts";
import { usageError } from "../usage.ts";
import { oneOf } from "../values.ts";
import { withReader } from "../with-workspace.ts";

const defaultLimit = 20;
const pageRows = 500;

export const executionsCommand: Command = {
  name: "executions",
  summary: "List executions, or write them as JSONL, CSV or Parquet",
  positionals: "",
  options: {
    workspace: workspaceOption,
    ...executionFilterOptions,
    sort: { type: "string", value: "S", help: `${executionSorts.join(", ")}; default: newest` },
    limit: { type: "string", value: "N", help: `At most N; default: ${defaultLimit} of a list, all of an export` },
    format: { type: "string", value: "F", help: `${executionFormats.join(", ")}: export; default: by the ending of --out` },
    out: { type: "string", value: "FILE", help: "Write this file, whole or not at all; without it jsonl and csv go to stdout" },
    force: { type: "boolean", help: "Replace a file that is there" },
  },
  examples: (assay) => [
    `${assay} executions --workspace DIR --outcome failed --limit 5`,
    `${assay} executions --workspace DIR --sort slowest --min-latency 500 --json`,
    `${assay} executions --workspace DIR --format jsonl | head -n 1`,
    `${assay} executions --workspace DIR --sort costliest --limit 100 --out costliest.csv`,
  ],
  notes:
    "JSONL has the lines byte for byte; CSV and Parquet have one value a column, and CSV defuses what a spreadsheet would run. Ends with 1 where an export has no row: then nothing is written.",
  async run(context) {
    const { options, output } = context;
    if (options.positionals.length > 0) throw usageError(`executions takes no ${options.positionals[0]}.`, "executions");
    const request = readRequest(context);
    const code = await withReader(context, async (reader) => {
      await requireEngines(reader, request.filter.engines ?? []);
      const done = await (request.format === undefined
        ? list(context, reader, request)
        : write(context, reader, { ...request, format: request.format }));
      for (const note of await reader.leftOutNotes()) output.note(printable(note));
      return done;
    });
    return code;
  },
};

type Request = Omit<ExecutionExport, "format"> & { format: ExecutionFormat | undefined };

function readRequest({ options }: CommandContext): Request {
  const [sort, limit, out] = [options.text("sort"), options.text("limit"), options.text("out")];
  const ending = out === undefined ? undefined : executionFormats.find((format) => format === extname(out).slice(1).toLowerCase());
  const named = options.text("format");
  const format = named === undefined ? (out === undefined ? undefined : (ending ?? "jsonl")) : oneOf("format", named, executionFormats);
  if (format === "parquet" && out === undefined) throw usageError("Parquet needs --out FILE.", "executions");
  if (out === undefined && options.flag("force")) throw usageError("--force belongs to --out, which is missing.", "executions");
  if (out === undefined && format !== undefined && options.flag("json"))
    throw usageError("--json and --format both write to stdout; name a file with --out FILE.", "executions");
  return {
    filter: readExecutionFilter(options),
    sort: sort === undefined ? "newest" : oneOf("sort", sort, executionSorts),
    ...(limit === undefined ? {} : { limit: readLimit(limit) }),
    format,
  };
}

function readLimit(value: string): number {
  const limit = /^\d{1,9}$/.test(value) ? Number(value) : 0;
  if (limit === 0) throw usageError(`--limit must be a number from 1 to 999999999, not "${value}".`, "executions");
  return limit;
}

async function list({ options, output }: CommandContext, reader: Reader, { filter, sort, limit = defaultLimit }: Request): Promise<number> {
  const rows: ExecutionRow[] = [];
  let total = 0;
  for (let cursor: string | undefined; rows.length < limit; ) {
    const page = await reader.executions.list({ filter, sort, limit: Math.min(pageRows, limit - rows.length), ...(cursor && { cursor }) });
    rows.push(...page.rows);
    total = page.total;
    if (page.nextCursor === null) break;
    cursor = page.nextCursor;
  }
  if (options.flag("json")) await output.write(jsonLine({ total, executions: rows.map(toWire) }));
  else {
    await output.write(table(columns, rows.map(toCells)));
    output.note(
      rows.length === total ? `${total} executions match.` : `${rows.length} of ${total} matching executions; --limit N shows more.`,
    );
  }
  return 0;
}

async function write({ options, output, cwd }: CommandContext, reader: Reader, request: ExecutionExport): Promise<number> {
  const { total } = await reader.executions.list({ filter: request.filter, sort: "arrival", limit: 1 });
  if (total === 0) {
    if (options.flag("json")) await output.write(jsonLine({ path: null, format: request.format, rows: 0 }));
    output.note("No execution matches: nothing was written.");
    return 1;
  }
  const out = options.text("out");
  if (out === undefined) {
    await reader.executions.write(request, (bytes) => output.write(bytes.toString("utf8")));
    return 0;
  }
  const destination = { path: resolve(cwd(), out), replace: options.flag("force") };
  const made = await reader.executions.export(request, destination, (rows, totalRows) => output.progress(`${rows} of ${totalRows} rows`));
  output.progress("");
  const [file] = made.files;
  const { rows } = made.report;
  if (options.flag("json"))
    await output.write(jsonLine({ path: made.path, format: request.format, rows, size_bytes: file?.sizeBytes, sha256: file?.sha256 }));
  else await output.write(`Wrote ${printable(made.path)}: ${rows} ${rows === 1 ? "row" : "rows"}, ${file?.sizeBytes} bytes.\n`);
  return 0;
}

const columns: Column[] = [
  { title: "offset", align: "right" },
  { title: "time (UTC)", align: "left" },
  { title: "engine", align: "left" },
  { title: "outcome", align: "left" },
  { title: "latency ms", align: "right" },
  { title: "quality", align: "right" },
  { title: "tokens", align: "right" },
  { title: "cost USD", align: "right" },
  { title: "bytes", align: "right" },
  { title: "input", align: "left" },
];

const shownCharacters = 60;
const orDash = (value: number | null | undefined) => (value === null || value === undefined ? "–" : String(value));

function toCells(row: ExecutionRow): string[] {
  const { usage } = row;
  const tokens =
    usage?.inputTokens == null && usage?.outputTokens == null ? "–" : `${orDash(usage?.inputTokens)}>${orDash(usage?.outputTokens)}`;
  return [
    String(row.offset),
    toIso(row.timestampS),
    printable(row.engineId),
    row.success ? "succeeded" : "failed",
    orDash(row.latencyMs),
    orDash(row.quality),
    tokens,
    orDash(usage?.costUsd),
    String(row.sizeBytes),
    printable(row.inputHead.replace(/\s+/g, " ").slice(0, shownCharacters)),
  ];
}

/** Of any whole number of seconds that a record can have. */
function toIso(seconds: number): string {
  const at = new Date(seconds * 1000);
  return Number.isNaN(at.getTime()) ? String(seconds) : at.toISOString().replace(".000Z", "Z");
}

/** With the names of the records. */
function toWire(row: ExecutionRow): Record<string, unknown> {
  const { usage, tags } = row;
  return {
    offset: row.offset,
    size_bytes: row.sizeBytes,
    trace_id: row.traceId,
    task_id: row.taskId,
    engine_id: row.engineId,
    timestamp: row.timestampS,
    success: row.success,
    status: row.status,
    latency_ms: row.latencyMs,
    quality_score: row.quality,
    input_tokens: usage?.inputTokens ?? null,
    output_tokens: usage?.outputTokens ?? null,
    cost_usd: usage?.costUsd ?? null,
    ...(tags === undefined ? {} : { tags }),
    input_head: row.inputHead,
    output_head: row.outputHead,
  };
}
