import {
  type Input,
  percentInWords as percent,
  sureEffect,
  type WhyFinding,
  type WhySlow,
  whyFactorName,
  whyFindings,
  whyInWords,
  whyNumberInWords,
  whyRatioInWords,
} from "../../../contract/index.ts";
import { type Arguments, type Command, type CommandContext, workspaceOption } from "../command.ts";
import { jsonLine, printable, table } from "../output.ts";
import { rangeOptions, readRange } from "../time-value.ts";
import { requireEngines } from "../unknown-names.ts";
import { usageError } from "../usage.ts";
import { withReader } from "../with-workspace.ts";

export const whySlowCommand: Command = {
  name: "why-slow",
  summary: "Say what the slowest executions go with, and how sure that is",
  positionals: "[ENGINE]",
  options: {
    workspace: workspaceOption,
    percentile: { type: "string", value: "P", help: "The slow ones are those from this percentile on, 50 to 99.99; default: 95" },
    over: { type: "string", value: "MS", help: "The slow ones are those that took so many milliseconds or more" },
    ...rangeOptions,
    "include-cached": { type: "boolean", help: "Count latencies of cached answers too" },
  },
  examples: (assay) => [
    `${assay} why-slow gpt-x --workspace DIR`,
    `${assay} why-slow --over 2000 --from 2025-11-01 --json --workspace DIR`,
  ],
  notes: `Without ENGINE, of all engines together. Numbers are compared by their medians and by how often the slow execution has the larger one, of all pairs;
words by their share. What slow answers go with need not slow them. Each claim allows for all the intervals looked at.`,
  async run(context) {
    const input = readInput(context.options);
    const { answer, notes } = await withReader(context, async (reader) => {
      if (input.engine !== undefined) await requireEngines(reader, [input.engine]);
      return { answer: await reader.whySlow(input), notes: await reader.leftOutNotes() };
    });
    if (context.options.flag("json")) await context.output.write(jsonLine(toDocument(answer)));
    else await writeReport(context, answer);
    if (answer.cachedN > 0)
      context.output.note(
        `Latencies of ${answer.cachedN} cached ${answer.cachedN === 1 ? "answer is" : "answers are"} ${input.includeCached ? "included." : "left out; --include-cached counts them."}`,
      );
    for (const note of notes) context.output.note(printable(note));
    return 0;
  },
};

function readInput(options: Arguments): Input<"engines.why"> {
  const [engine, more] = options.positionals;
  if (more !== undefined) throw usageError("why-slow takes one engine, or none for all.", "why-slow");
  const [percentile, over] = [options.text("percentile"), options.text("over")];
  if (percentile !== undefined && over !== undefined) throw usageError("--percentile and --over exclude each other.", "why-slow");
  return {
    ...(engine === undefined ? {} : { engine }),
    ...(percentile === undefined ? {} : { percentile: readNumber("percentile", percentile, 50, 99.99) }),
    ...(over === undefined ? {} : { overMs: readNumber("over", over, 0, 1e12) }),
    ...readRange(options.text("from"), options.text("to")),
    ...(options.flag("include-cached") ? { includeCached: true } : {}),
  };
}

function readNumber(name: string, value: string, min: number, max: number): number {
  const number = /^\d+(\.\d+)?$/.test(value) ? Number(value) : Number.NaN;
  if (!(number >= min && number <= max)) throw usageError(`--${name} must be a number from ${min} to ${max}, not "${value}".`, "why-slow");
  return number;
}

async function writeReport({ output }: CommandContext, answer: WhySlow): Promise<void> {
  await output.write(`${whyInWords(answer).map(printable).join("\n")}\n`);
  const findings = whyFindings(answer);
  if (findings.length === 0) return;
  const right = (title: string) => ({ title, align: "right" as const });
  await output.write(
    `\n${table(
      [
        { title: "goes with", align: "left" },
        right("slow"),
        right("others"),
        right("effect"),
        right("95% interval"),
        { title: "", align: "left" },
      ],
      findings.map(toRow),
    )}`,
  );
}

function toRow(finding: WhyFinding): string[] {
  const said = finding.verdict === "perhaps" ? "perhaps" : "";
  if ("number" in finding) {
    const { medians, superiority } = finding.number;
    const ends = [superiority.low ?? 0, superiority.high ?? 1].map((end) => (100 * end).toFixed(1));
    return [
      whyFactorName(finding.factor),
      whyNumberInWords(finding.factor, medians.tail),
      whyNumberInWords(finding.factor, medians.rest),
      `larger in ${percent(superiority.value)} of pairs`,
      ends.join(" to "),
      said,
    ];
  }
  const { value, shares, difference, ratio, n } = finding.category;
  const points = (share: number) => (100 * share).toFixed(1).replace("-", "−");
  return [
    printable(`${whyFactorName(finding.factor)} ${value}`),
    percent(shares.tail),
    percent(shares.rest),
    `${points(difference.value)} points, ${whyRatioInWords({ ratio, n })}`,
    `${points(difference.low)} to ${points(difference.high)}`,
    said,
  ];
}

/** The document that `--json` prints, for other programs. */
function toDocument({
  engine,
  fromS,
  toS,
  percentile,
  thresholdMs,
  tailN,
  restN,
  cachedN,
  numbers,
  categories,
  absent,
  looks,
}: WhySlow): object {
  const answer = { percentile, thresholdMs, tailN, restN, cachedN, numbers, categories, absent, looks };
  return {
    sentence: whyInWords({
      ...(engine === undefined ? {} : { engine }),
      ...(fromS === undefined ? {} : { fromS }),
      ...(toS === undefined ? {} : { toS }),
      ...answer,
    })[0],
    ...(engine === undefined ? {} : { engine_id: engine }),
    ...(fromS === undefined ? {} : { from: fromS }),
    ...(toS === undefined ? {} : { to: toS }),
    percentile,
    threshold_ms: thresholdMs,
    tail_n: tailN,
    rest_n: restN,
    cached_latencies: cachedN,
    numbers: numbers.map((one) => ({
      factor: one.factor,
      n: one.n,
      medians: one.medians,
      superiority: one.superiority.value,
      interval: [one.superiority.low, one.superiority.high],
      verdict: one.verdict,
      sure_effect: sureEffect(one),
    })),
    categories: categories.map(({ factor, values, distinct }) => ({
      factor,
      distinct,
      values: values.map((one) => ({
        value: one.value,
        n: one.n,
        shares: one.shares,
        difference: one.difference.value,
        interval: [one.difference.low, one.difference.high],
        ratio: one.ratio,
        verdict: one.verdict,
        sure_effect: sureEffect(one),
      })),
    })),
    absent,
    looks,
  };
}
