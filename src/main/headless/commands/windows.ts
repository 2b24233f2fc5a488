import { resolve } from "node:path";
import { type EngineWindows, type ExactStats, type MergedStats, windowsMethod, windowsNotes } from "../../../contract/index.ts";
import { type Command, type CommandContext, workspaceOption } from "../command.ts";
import { type Column, jsonLine, printable, table } from "../output.ts";
import { readRange, timeZoneRule } from "../time-value.ts";
import { usageError } from "../usage.ts";
import { readPercentiles } from "../values.ts";
import { withReader } from "../with-workspace.ts";

export const windowsCommand: Command = {
  name: "windows",
  summary: "Merge the windows of aggregated_stats.jsonl, beside the exact numbers",
  positionals: "[FILE]",
  options: {
    workspace: workspaceOption,
    engine: { type: "string", multiple: true, value: "ID", help: "Only this engine; may be given several times" },
    from: {
      type: "string",
      value: "T",
      help: `Windows that start here (inclusive) or later: Unix seconds, a date, or ISO 8601, ${timeZoneRule}`,
    },
    to: { type: "string", value: "T", help: "Windows that start before (exclusive), in the same formats" },
    percentiles: { type: "string", value: "LIST", help: "For example 50,95,99; default: as configured, or 50,95,99" },
  },
  examples: (assay) => [`${assay} windows --workspace DIR`, `${assay} windows DIR/output/aggregated_stats.jsonl --from 2025-11-26 --json`],
  notes: `${windowsMethod}
Without FILE, of the workspace, beside the exact numbers of the executions that the windows name. FILE is anybody's aggregated_stats.jsonl, without its events.
Lines that are no windows are left out, told, and end the command with 1.`,
  async run(context) {
    const { options, output } = context;
    const [file, ...more] = options.positionals;
    if (more.length > 0) throw usageError("windows takes one file, or none for the workspace's.", "windows");
    if (file !== undefined && options.text("workspace") !== undefined)
      throw usageError("FILE and --workspace exclude each other: a file is read by itself.", "windows");
    const [engines, percentiles] = [options.texts("engine"), options.text("percentiles")];
    const input = {
      ...(engines.length > 0 ? { engines } : {}),
      ...readRange(options.text("from"), options.text("to")),
      ...(percentiles === undefined ? {} : { percentiles: readPercentiles(percentiles) }),
    };
    const answer = await (file === undefined ? withReader(context, (reader) => reader.windows(input)) : readFile(context, file, input));
    if (options.flag("json")) await output.write(jsonLine(toDocument(answer)));
    else await writeReport(context, answer);
    for (const note of windowsNotes(answer)) output.note(printable(note));
    return answer.file.rejected > 0 ? 1 : 0;
  },
};

async function readFile(context: CommandContext, file: string, input: object): Promise<EngineWindows> {
  const { foreignWindows } = await import("../open-for-windows.ts");
  return foreignWindows(resolve(context.cwd(), file), input, context.stop);
}

const time = (ms: number) => new Date(ms).toISOString().slice(0, 19).replace("T", " ");

async function writeReport({ output }: CommandContext, answer: EngineWindows): Promise<void> {
  const { merged, file, startMs, endMs, engines, engineCount, overall, percentiles, events } = answer;
  const name = printable(file.name);
  if (merged === 0 || startMs === null || endMs === null) {
    const has = file.windows === 0 ? "has no windows" : `has ${file.windows} windows, none of which starts in the range`;
    await output.write(`${name} ${has}.\n`);
    return;
  }
  await output.write(`${name}: ${merged} of ${file.windows} windows, ${time(startMs)} to ${time(endMs)} UTC.\n${windowsMethod}\n\n`);
  const withExact = events !== null;
  const titles = [
    "windows",
    "n",
    ...(withExact ? ["exact n"] : []),
    "success %",
    "latency n",
    "min ms",
    "avg ms",
    "max ms",
    ...percentiles.flatMap((percentile) => [`~p${percentile} ms`, withExact ? "exact" : "lowest to highest"]),
  ];
  const columns: Column[] = [{ title: "engine", align: "left" }, ...titles.map((title) => ({ title, align: "right" as const }))];
  const row = (title: string, stats: MergedStats & { exact: ExactStats | null }) => [
    title,
    String(stats.windows),
    String(stats.count),
    ...(withExact ? [stats.exact === null ? "–" : String(stats.exact.count)] : []),
    stats.successRate === null ? "–" : (100 * stats.successRate).toFixed(1),
    String(stats.latencyMs.n),
    number(stats.latencyMs.min),
    number(stats.latencyMs.avg),
    number(stats.latencyMs.max),
    ...stats.latencyMs.percentiles.flatMap(({ estimate, low, high }, i) => [
      number(estimate),
      withExact
        ? number(stats.exact?.latencyMs.percentiles[i] ?? null)
        : low === null || stats.windows < 2
          ? "–"
          : `${number(low)} to ${number(high)}`,
    ]),
  ];
  await output.write(table(columns, [...engines.map((engine) => row(printable(engine.engineId), engine)), row("overall", overall)]));
  if (engineCount > engines.length) output.note(`${engineCount - engines.length} more engines are not listed.`);
}

function number(value: number | null): string {
  if (value === null) return "–";
  return Number.isInteger(value) ? String(value) : value.toFixed(value < 100 ? 2 : 0);
}

/** The document that `--json` prints, for other programs. */
function toDocument(answer: EngineWindows): object {
  const { file, merged, startMs, endMs, recovered, executionsOfOthers, engines, engineCount, overall, events, percentiles } = answer;
  const stats = (one: MergedStats & { exact: ExactStats | null }) => toWire(one, percentiles);
  return {
    method: windowsMethod,
    file: {
      name: file.name,
      windows: file.windows,
      start_ms: file.startMs,
      end_ms: file.endMs,
      rejected: file.rejected,
      findings: file.findings,
    },
    windows: merged,
    start_ms: startMs,
    end_ms: endMs,
    recovered,
    executions_of_other_engines: executionsOfOthers,
    engines: engines.map((engine) => ({ engine_id: engine.engineId, ...stats(engine) })),
    engine_count: engineCount,
    overall: stats(overall),
    ...(events === null
      ? {}
      : {
          events: {
            executions: events.executions,
            in_windows: events.inWindows,
            not_in_a_window_yet: events.notYet,
            recorded_before: events.recordedBefore,
            gap_bytes: events.gapBytes,
            overlap_bytes: events.overlapBytes,
          },
        }),
    notes: windowsNotes(answer),
  };
}

function toWire(
  { windows, count, successCount, successRate, latencyMs, quality, exact }: MergedStats & { exact: ExactStats | null },
  percentiles: readonly number[],
): object {
  const { n, min, max, avg, cachedN, withoutDigest } = latencyMs;
  const merged = Object.fromEntries(percentiles.map((percentile, i) => [`p${percentile}`, latencyMs.percentiles[i]]));
  return {
    windows,
    count,
    success_count: successCount,
    success_rate: successRate,
    latency_ms: { n, ...(n === 0 ? {} : { min, max, avg, ...merged }), cached_left_out: cachedN, windows_without_digest: withoutDigest },
    quality,
    ...(exact === null
      ? {}
      : {
          exact: {
            count: exact.count,
            success_count: exact.successCount,
            latency_ms: {
              n: exact.latencyMs.n,
              ...(exact.latencyMs.n === 0
                ? {}
                : {
                    min: exact.latencyMs.min,
                    max: exact.latencyMs.max,
                    avg: exact.latencyMs.avg,
                    ...Object.fromEntries(percentiles.map((percentile, i) => [`p${percentile}`, exact.latencyMs.percentiles[i] ?? null])),
                  }),
            },
            quality: exact.quality,
          },
        }),
  };
}
