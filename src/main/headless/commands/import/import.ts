import { AssayError, toErrorValue } from "../../../../contract/index.ts";
import { type ImportReport, ReportBuilder, type Workspace } from "../../../engine/index.ts";
import { type Arguments, type Command, type CommandContext, workspaceOption } from "../../command.ts";
import { printable } from "../../output.ts";
import { timeZoneRule } from "../../time-value.ts";
import { usageError } from "../../usage.ts";
import { withWorkspace } from "../../with-workspace.ts";
import { type ImportChoices, readChoices } from "./choices.ts";
import { previewAll } from "./preview.ts";
import { type DoneFile, reportImport } from "./report.ts";
import { listSources, type Source } from "./sources.ts";

/** These errors concern one file, so the others are still imported; errors of the disk end the import. */
const ofOneFile = new Set<string>(["not_found", "permission", "refused", "damaged", "unrecognised", "over_limit"]);

export const importCommand: Command = {
  name: "import",
  summary: "Import files of any kind, skipping what is there already",
  positionals: "FILE…",
  options: {
    workspace: workspaceOption,
    "dry-run": { type: "boolean", help: "Show how each file would be imported: three rows before and after, and what is asked" },
    dialect: { type: "string", value: "NAME", help: "The tool that wrote the files; without it they are told by their content" },
    recipe: { type: "string", value: "FILE", help: "A recipe kept under Import, or a file of JSON: dialect, mapping, answers" },
    engine: { type: "string", multiple: true, value: "NAME", help: "The engine of rows that name none" },
    time: { type: "string", value: "T", help: "The time of rows that have none" },
    success: { type: "string", value: "true|false", help: "Whether rows that do not say so succeeded" },
    kind: { type: "string", value: "KIND", help: "auto (default), engine_execution, comparison_result or training_sample" },
    replace: {
      type: "boolean",
      help: "Replace what an earlier mapping made of the same rows, as one step of undo; with --dry-run, count it",
    },
    "keep-duplicates": { type: "boolean", help: "Import duplicates again" },
    "otlp-stdin": {
      type: "string",
      value: "NAME",
      help: "Import spans from stdin, requests of OTLP in JSON, one a line; NAME is their source",
    },
    clickhouse: {
      type: "string",
      value: "URL",
      help: "Import spans from a table of this ClickHouse server; --engine then chooses engines",
    },
    table: { type: "string", value: "NAME", help: "That table, as OpenTelemetry's exporter makes it; default: otel_traces" },
    from: { type: "string", value: "T", help: `Its spans from here (inclusive): Unix seconds, a date, or ISO 8601, ${timeZoneRule}` },
    to: { type: "string", value: "T", help: "Its spans until here (exclusive), in the same formats" },
    limit: { type: "string", value: "N", help: "At most this many of them, the newest" },
  },
  examples: (assay) => [
    `${assay} import events.jsonl comparisons.jsonl --workspace DIR`,
    `${assay} import events.jsonl --workspace DIR --kind engine_execution --json`,
    `${assay} import events.jsonl --workspace DIR --dry-run`,
  ],
  notes: `A folder stands for the files in it. Rows of other tools become records where they are recognised; --dry-run says as what, and --dialect with a name that is none lists all names.
--clickhouse http://HOST:8123 connects to that server, and only then does Assay open a connection: it sends a SELECT, and name and password of
CLICKHOUSE_USER and CLICKHOUSE_PASSWORD. With --clickhouse and --otlp-stdin no FILE is named; see docs/clickhouse.md.`,
  async run(context) {
    const way = readWay(context.options);
    if (way === "clickhouse") return (await import("../../clickhouse/import-server.ts")).importServer(context);
    if (way === "stdin") return (await import("./spans.ts")).importSpans(context);
    if (context.options.positionals.length === 0) throw usageError("Name at least one file to import.", "import");
    if (context.options.flag("replace") && context.options.flag("keep-duplicates"))
      throw usageError("--replace takes the place of records and --keep-duplicates adds them again: give one of them.", "import");
    const choices = readChoices(context);
    const sources = await listSources(context.options.positionals, context.cwd());
    const startedMs = performance.now();
    if (context.options.flag("dry-run"))
      return withWorkspace(context, false, (workspace) => previewAll(context, workspace, sources, choices));
    const done = await withWorkspace(context, false, (workspace) => importAll(context, workspace, sources, choices));
    return reportImport(context, done, (performance.now() - startedMs) / 1000);
  },
};

/** Where records come from. @throws AssayError invalid_argument for options that say something of another way. */
function readWay(options: Arguments): "files" | "clickhouse" | "stdin" {
  const given = (names: readonly string[]) => names.find((name) => options.flag(name));
  const way = options.flag("clickhouse") ? "clickhouse" : options.flag("otlp-stdin") ? "stdin" : "files";
  const unused =
    way === "files"
      ? given(["table", "from", "to", "limit"])
      : given([...ofFiles, ...(way === "stdin" ? ["engine", "table", "from", "to", "limit"] : ["otlp-stdin"])]);
  if (unused !== undefined)
    throw usageError(way === "files" ? `--${unused} is for --clickhouse URL.` : `--${unused} says nothing of spans from there.`, "import");
  if (way !== "files" && options.positionals.length > 0)
    throw usageError("Name files, --clickhouse or --otlp-stdin: one of them.", "import");
  if (way === "files" && options.texts("engine").length > 1) throw usageError("--engine is given twice.", "import");
  return way;
}

const ofFiles = ["dialect", "recipe", "time", "success", "kind", "replace", "keep-duplicates"];

async function importAll(
  context: CommandContext,
  workspace: Workspace,
  sources: readonly Source[],
  choices: ImportChoices,
): Promise<DoneFile[]> {
  const done: DoneFile[] = [];
  const { plan, answers } = await choices.resolve(workspace);
  for (const source of sources) {
    if (context.stop.aborted) break;
    let soFar = new ReportBuilder(source.name, 0).read();
    try {
      const report = await workspace.importFile(source.path, {
        kind: choices.kind,
        keepDuplicates: context.options.flag("keep-duplicates"),
        name: source.name,
        ...(plan ? { plan } : {}),
        answers,
        earlier: context.options.flag("replace") ? "replace" : "keep",
        beside: source.beside,
        onlyRecognised: source.isInFolder,
        signal: context.stop,
        waitForIndex: false,
        onProgress: (progress) => {
          soFar = progress;
          context.output.progress(progressLine(progress));
        },
      });
      done.push({ report, error: null, isPassedOver: false });
    } catch (thrown) {
      const error = toErrorValue(thrown);
      if (!(thrown instanceof AssayError))
        context.log("error", "import_failed", { file: source.name, stack: thrown instanceof Error ? thrown.stack : String(thrown) });
      // Lines accepted before the error are kept and reported.
      done.push({ report: soFar, error, isPassedOver: source.isInFolder && (error.code === "unrecognised" || error.code === "refused") });
      if (!ofOneFile.has(error.code)) break;
    } finally {
      context.output.progress("");
    }
  }
  await workspace.indexImports();
  return done;
}

function progressLine(report: ImportReport): string {
  const percent = report.sizeBytes === 0 ? 100 : Math.floor((100 * report.readBytes) / report.sizeBytes);
  return `${printable(report.file)}  ${percent}%  ${report.lines} lines, ${report.accepted} accepted, ${report.duplicates} duplicates, ${report.quarantined} quarantined`;
}
