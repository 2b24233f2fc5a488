import {
  comparisonInWords,
  differenceRangeInWords,
  type EngineComparison,
  type Input,
  type Paired,
  percentInWords,
  percentRangeInWords,
  type Share,
  type ShownDifference,
  type SideStats,
} from "../../../contract/index.ts";
import { type Arguments, type Command, type CommandContext, workspaceOption } from "../command.ts";
import { type Column, jsonLine, printable, table } from "../output.ts";
import { readRange, readTime, timeZoneRule } from "../time-value.ts";
import { requireEngines } from "../unknown-names.ts";
import { usageError } from "../usage.ts";
import { withReader } from "../with-workspace.ts";

const period = (help: string) => ({ type: "string", value: "T", help }) as const;

export const compareCommand: Command = {
  name: "compare",
  summary: "Say which of two engines is slower, worse or better, and how sure that is",
  positionals: "[A] [B]",
  options: {
    workspace: workspaceOption,
    since: period(`One engine, or without A each, before and since this time: Unix seconds, a date, or ISO 8601, ${timeZoneRule}`),
    from: period("Start (inclusive) of both, in the same formats"),
    to: period("End (exclusive) of both"),
    "a-from": period("Start of A alone"),
    "a-to": period("End of A alone"),
    "b-from": period("Start of B alone"),
    "b-to": period("End of B alone"),
    "successful-only": { type: "boolean", help: "Latency of successful executions only" },
    "include-cached": { type: "boolean", help: "Count latencies of cached answers too" },
  },
  examples: (assay) => [
    `${assay} compare gpt-x gpt-y --workspace DIR`,
    `${assay} compare gpt-x --since 2025-11-26 --workspace DIR`,
    `${assay} compare --since 2025-11-26 --workspace DIR`,
    `${assay} compare gpt-x gpt-y --from 2025-11-01 --successful-only --json --workspace DIR`,
  ],
  notes: `Differences are B minus A, each with its interval of 95%. Executions with the same task_id, or else the same input, are compared as pairs.
None is called a difference whose interval includes zero, and each claim allows for all the intervals looked at.`,
  async run(context) {
    if (context.options.positionals.length === 0 && context.options.text("since") !== undefined) return compareEach(context);
    const input = readInput(context.options);
    const { answer, notes } = await withReader(context, async (reader) => {
      await requireEngines(reader, [...new Set([input.a.engine, input.b.engine])]);
      return { answer: await reader.compareEngines(input), notes: await reader.leftOutNotes() };
    });
    if (context.options.flag("json")) await context.output.write(jsonLine(toDocument(answer)));
    else await writeReport(context, answer);
    const cached = answer.a.cachedN + answer.b.cachedN;
    if (cached > 0)
      context.output.note(
        `Latencies of ${cached} cached ${cached === 1 ? "answer is" : "answers are"} ${input.includeCached ? "included." : "left out; --include-cached counts them."}`,
      );
    for (const note of notes) context.output.note(printable(note));
    return 0;
  },
};

/** Each engine before and since a time, a sentence each, the slower ones first. */
async function compareEach(context: CommandContext): Promise<number> {
  const { options, output } = context;
  const found = await withReader(context, async (reader) => {
    const all = (await reader.stats({ successfulOnly: false, percentiles: [50] })).engines.filter(({ count }) => count > 0);
    const answers: EngineComparison[] = [];
    for (const { engineId } of all) answers.push(await reader.compareEngines(readInput(options, engineId)));
    return { answers, notes: await reader.leftOutNotes() };
  });
  const answers = found.answers.filter(({ a, b }) => a.count > 0 && b.count > 0).sort((one, other) => rank(one) - rank(other));
  const leftOut = found.answers.length - answers.length;
  if (options.flag("json")) await output.write(jsonLine({ engines: answers.map(toDocument), left_out: leftOut }));
  else
    await output.write(
      `${[...answers.map((answer) => printable(comparisonInWords(answer)[0] ?? "")), eachInWords(answers.length, leftOut)].join("\n")}\n`,
    );
  for (const note of found.notes) output.note(printable(note));
  return 0;
}

/** Slower first, then perhaps slower, then the others, as they come. */
function rank({ latency }: EngineComparison): number {
  const slower = latency.filter(({ difference }) => (difference.value ?? 0) > 0).map(({ difference }) => difference.verdict);
  return slower.includes("more") ? 0 : slower.includes("perhaps") ? 1 : 2;
}

function eachInWords(n: number, leftOut: number): string {
  if (n === 0) return "No engine ran both before and since then: choose another time.";
  const without = leftOut === 0 ? "" : ` ${leftOut} that ran only before or only since then ${leftOut === 1 ? "is" : "are"} left out.`;
  return `${n} ${n === 1 ? "engine" : "engines"} compared.${without} A claim allows for all intervals of its own engine, not for those of the others.`;
}

/** @param engine compared instead of those that are named. */
function readInput(options: Arguments, engine?: string): Input<"engines.compare"> {
  const [a, b, more] = engine === undefined ? options.positionals : [engine];
  const since = options.text("since");
  const periods = ["a-from", "a-to", "b-from", "b-to"].filter((name) => options.text(name) !== undefined);
  if (a === undefined || more !== undefined) throw usageError("compare takes two engines, A and B, or one and --since.", "compare");
  if (b === undefined && since === undefined && periods.length === 0)
    throw usageError("compare takes two engines, A and B. For two periods of one, add --since T.", "compare");
  if (since !== undefined && (periods.length > 0 || b !== undefined))
    throw usageError("--since compares one engine with itself; for other periods use --a-from, --a-to, --b-from and --b-to.", "compare");
  const side = (name: "a" | "b") =>
    readRange(options.text(`${name}-from`) ?? options.text("from"), options.text(`${name}-to`) ?? options.text("to"));
  const counted = { successfulOnly: options.flag("successful-only"), includeCached: options.flag("include-cached") };
  const both = readRange(options.text("from"), options.text("to"));
  if (since === undefined) return { a: { engine: a, ...side("a") }, b: { engine: b ?? a, ...side("b") }, ...counted };
  const at = readTime("since", since);
  if ((both.fromS ?? 0) >= at || (both.toS ?? Number.POSITIVE_INFINITY) <= at)
    throw usageError("--since must be between --from and --to.", "compare");
  return { a: { engine: a, ...both, toS: at }, b: { engine: a, ...both, fromS: at }, ...counted };
}

const right = (title: string): Column => ({ title, align: "right" });

async function writeReport({ output }: CommandContext, answer: EngineComparison): Promise<void> {
  const ms = (value: number | null) => (value === null ? "–" : value.toFixed(value < 100 ? 2 : 0));
  const percent = ({ n, share, low, high }: Share) =>
    share === null ? "–" : `${percentInWords(share)} (${percentRangeInWords(low, high)}), n ${n}`;
  const interval = (difference: ShownDifference, what: "ms" | "share" | "score") =>
    difference.low === null && difference.high === null ? "too few values" : differenceRangeInWords(difference, what);
  await output.write(`${comparisonInWords(answer).map(printable).join("\n")}\n\n`);
  await output.write(
    table(
      [{ title: "latency", align: "left" }, right("A ms"), right("B ms"), right("B − A ms"), right("95% interval")],
      answer.latency.map(({ percentile, a, b, difference }) => [
        `p${percentile}`,
        ms(a),
        ms(b),
        difference.value === null ? "–" : difference.value.toFixed(Math.abs(difference.value) < 100 ? 2 : 0).replace("-", "−"),
        interval(difference, "ms"),
      ]),
    ),
  );
  await output.write(
    `\nLatency of ${answer.a.latencyN} executions of A and ${answer.b.latencyN} of B. Success: A ${percent(answer.a.success)}; B ${percent(answer.b.success)}.${means(answer)}\n`,
  );
  const tries = answer.paired?.passAtK ?? [];
  if (tries.length > 0)
    await output.write(
      `\n${table(
        [{ title: "pass@k", align: "left" }, right("A"), right("B")],
        tries.map(({ k, a, b }) => [`k ${k}`, percent(a), percent(b)]),
      )}`,
    );
}

/** " Quality: A 0.885, n 298; B 0.866, n 294. Cost of an answer: …": only what both report. */
function means({ a, b }: EngineComparison): string {
  const say = (name: string, one: SideStats["quality"], other: SideStats["quality"], write: (value: number) => string) =>
    one.mean === null || other.mean === null ? "" : ` ${name}: A ${write(one.mean)}, n ${one.n}; B ${write(other.mean)}, n ${other.n}.`;
  return (
    say("Quality", a.quality, b.quality, (score) => score.toFixed(3)) +
    say("Cost of an answer", a.costUsd, b.costUsd, (usd) => `$${usd.toLocaleString("en-GB", { maximumSignificantDigits: 3 })}`)
  );
}

/** The document that `--json` prints, for other programs. */
export function toDocument({ a, b, latency, success, quality, costUsd, paired, looks }: EngineComparison): object {
  return {
    sentence: comparisonInWords({ a, b, latency, success, quality, costUsd, paired, looks })[0],
    a: toSide(a),
    b: toSide(b),
    latency_ms: latency.map(({ percentile, difference, ...values }) => ({ percentile, ...values, difference: toDifference(difference) })),
    success: toDifference(success),
    quality: toDifference(quality),
    cost_usd: toDifference(costUsd),
    paired: paired && toPairedDocument(paired),
    looks,
  };
}

const toDifference = ({ value, low, high, verdict }: ShownDifference) => ({ value, interval: [low, high], verdict });

const toSide = ({ engine, fromS, toS, count, firstS, lastS, success, latencyN, cachedN, quality, costUsd }: SideStats) => ({
  engine_id: engine,
  ...(fromS === undefined ? {} : { from: fromS }),
  ...(toS === undefined ? {} : { to: toS }),
  count,
  first: firstS,
  last: lastS,
  success_rate: success.share,
  success_interval: [success.low, success.high],
  latency_n: latencyN,
  cached_latencies: cachedN,
  quality,
  cost_usd: costUsd,
});

const toPairedDocument = ({ by, tasks, usedTasks, repeated, success, latency, quality, passAtK }: Paired) => ({
  by,
  tasks,
  used_tasks: usedTasks,
  repeated_tasks: repeated,
  success: {
    ...toDifference(success.difference),
    both_right: success.bothRight,
    only_a: success.onlyA,
    only_b: success.onlyB,
    both_wrong: success.bothWrong,
    mixed: success.mixed,
    mcnemar_p: success.p,
  },
  latency_ms: {
    tasks: latency.tasks,
    mean: toDifference(latency.mean),
    median: toDifference(latency.median),
    p95: toDifference(latency.p95),
  },
  quality: { tasks: quality.tasks, mean: toDifference(quality.mean) },
  pass_at_k: passAtK,
});
