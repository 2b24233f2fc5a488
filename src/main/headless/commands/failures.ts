import {
  type Failures,
  failureCount,
  failureStatusInWords,
  failuresHeadline,
  type Input,
  percentInWords,
  percentRangeInWords,
  type Share,
} from "../../../contract/index.ts";
import { type Command, type CommandContext, workspaceOption } from "../command.ts";
import { jsonLine, printable, table } from "../output.ts";
import { rangeOptions, readRange } from "../time-value.ts";
import { requireEngines } from "../unknown-names.ts";
import { usageError } from "../usage.ts";
import { withReader } from "../with-workspace.ts";

export const failuresCommand: Command = {
  name: "failures",
  summary: "List what executions fail with, since when, and on which engines",
  positionals: "[ENGINE]",
  options: {
    workspace: workspaceOption,
    ...rangeOptions,
  },
  examples: (assay) => [`${assay} failures --workspace DIR`, `${assay} failures gpt-x --from 2025-11-01 --json --workspace DIR`],
  notes: "Status is the engine's own word on the outcome. Intervals are Wilson's, of 95%. Times are UTC.",
  async run(context) {
    const [engine, more] = context.options.positionals;
    if (more !== undefined) throw usageError("failures takes one engine, or none for all.", "failures");
    const input: Input<"engines.failures"> = {
      ...(engine === undefined ? {} : { engine }),
      ...readRange(context.options.text("from"), context.options.text("to")),
    };
    const { answer, notes } = await withReader(context, async (reader) => {
      if (engine !== undefined) await requireEngines(reader, [engine]);
      return { answer: await reader.failures(input), notes: await reader.leftOutNotes() };
    });
    if (context.options.flag("json")) await context.output.write(jsonLine(toDocument(answer)));
    else await writeReport(context, answer);
    for (const note of notes) context.output.note(printable(note));
    return 0;
  },
};

const time = (s: number | null) => (s === null ? "–" : new Date(s * 1000).toISOString().slice(0, 16).replace("T", " "));
const percent = (share: number | null) => (share === null ? "–" : percentInWords(share));
const shown = 20;

async function writeReport({ output }: CommandContext, answer: Failures): Promise<void> {
  const { statuses, buckets, statusCount } = answer;
  await output.write(`${printable(failuresHeadline(answer))}\n`);
  if (statuses.length === 0) return;
  const left = (title: string) => ({ title, align: "left" as const });
  const right = (title: string) => ({ title, align: "right" as const });
  const all = failureCount(answer);
  await output.write(
    `\n${table(
      [left("status"), right("failures"), right("share"), right("first"), right("last"), left("most from")],
      statuses
        .slice(0, shown)
        .map(({ status, n, firstS, lastS, engines: some }) => [
          printable(failureStatusInWords(status)),
          String(n),
          percent(n / Math.max(1, all)),
          time(firstS),
          time(lastS),
          printable(some.map((one) => `${one.engineId} (${one.n})`).join(", ")),
        ]),
    )}`,
  );
  if (statusCount > shown) output.note(`${statusCount - shown} more statuses; --json lists up to 100.`);
  const interval = ({ low, high }: Share) => percentRangeInWords(low, high);
  await output.write(
    `\n${table(
      [left("from (UTC)"), right("executions"), right("failures"), right("success"), right("95% interval")],
      buckets.map(({ startS, failures, success }) => [
        time(startS),
        String(success.n),
        String(failures),
        percent(success.share),
        interval(success),
      ]),
    )}`,
  );
}

/** The document that `--json` prints, for other programs. */
function toDocument(answer: Failures): object {
  const { engine, fromS, toS, count, failed, statuses, statusCount, engines, engineCount, bucketSeconds, buckets } = answer;
  const toShare = ({ n, share, low, high }: Share) => ({ n, share, interval: [low, high] });
  return {
    sentence: failuresHeadline(answer),
    ...(engine === undefined ? {} : { engine_id: engine }),
    ...(fromS === undefined ? {} : { from: fromS }),
    ...(toS === undefined ? {} : { to: toS }),
    count,
    failed: toShare(failed),
    statuses: statuses.map((one) => ({
      status: one.status,
      n: one.n,
      first: one.firstS,
      last: one.lastS,
      engines: one.engines.map(({ engineId, n }) => ({ engine_id: engineId, n })),
      engine_count: one.engineCount,
    })),
    status_count: statusCount,
    engines: engines.map(({ engineId, failed: rate, failures }) => ({ engine_id: engineId, failures, failed: toShare(rate) })),
    engine_count: engineCount,
    bucket_seconds: bucketSeconds,
    buckets: buckets.map(({ startS, failures, success }) => ({ start: startS, failures, success: toShare(success) })),
  };
}
