import {
  attainedInWords,
  type ObjectiveResult,
  type ObjectivesReport,
  objectiveInWords,
  objectivesInWords,
  verdictInWords,
} from "../../../contract/index.ts";
import { type Command, type CommandContext, workspaceOption } from "../command.ts";
import { enginesOption } from "../execution-arguments.ts";
import { jsonLine, printable, table } from "../output.ts";
import { rangeOptions, readRange } from "../time-value.ts";
import { requireEngines } from "../unknown-names.ts";
import { usageError } from "../usage.ts";
import { withReader } from "../with-workspace.ts";

export const objectivesCommand: Command = {
  name: "objectives",
  summary: "Say whether engines meet their objectives, and how fast error budgets burn",
  positionals: "",
  options: {
    workspace: workspaceOption,
    ...enginesOption,
    ...rangeOptions,
  },
  examples: (assay) => [
    `${assay} objectives --workspace DIR`,
    `${assay} objectives --engine gpt-x --from 2025-11-01 --json --workspace DIR`,
  ],
  notes: `Objectives are kept in assay.config.json, under "objectives". One is met or missed when its whole 95% interval says so, else not sure.
The exit code is 1 when one is missed. A burn rate of 1 uses the error budget up exactly; hour and day end with the newest execution.`,
  async run(context) {
    const { options, output } = context;
    if (options.positionals.length > 0) throw usageError(`objectives takes no ${options.positionals[0]}.`, "objectives");
    const engines = options.texts("engine");
    const scope = { ...(engines.length > 0 ? { engines } : {}), ...readRange(options.text("from"), options.text("to")) };
    const { report, notes } = await withReader(context, async (reader) => {
      await requireEngines(reader, engines);
      return { report: await reader.objectives(scope), notes: await reader.leftOutNotes() };
    });
    if (options.flag("json")) await output.write(jsonLine(toDocument(report)));
    else await writeReport(context, report);
    for (const note of notes) output.note(printable(note));
    return report.counts.missed > 0 ? 1 : 0;
  },
};

async function writeReport({ output }: CommandContext, report: ObjectivesReport): Promise<void> {
  await output.write(`${objectivesInWords(report).map(printable).join("\n")}\n`);
  if (report.engines.length === 0) return;
  const left = (title: string) => ({ title, align: "left" as const });
  const right = (title: string) => ({ title, align: "right" as const });
  await output.write(
    `\n${table(
      [
        left("engine"),
        left("objective"),
        left("verdict"),
        right("attained (95%)"),
        right("n"),
        ...["budget used", "burn 1 h", "burn 24 h", "burn"].map(right),
      ],
      report.engines.flatMap(({ engineId, objectives }) =>
        objectives.map((one) => [
          engineId,
          objectiveInWords(one),
          verdictInWords[one.verdict],
          attainedInWords(one),
          String(one.n),
          ...toBudgetCells(one.budget),
        ]),
      ),
    )}`,
  );
  const rated = report.engines.flatMap(({ engineId, goodput }) => (goodput === null ? [] : [{ engineId, ...goodput }]));
  if (rated.length === 0) return;
  const percent = (share: number) => `${(100 * share).toFixed(1)}%`;
  await output.write(
    `\n${table(
      [left("engine"), right("goodput (95%)"), right("good"), right("n"), right("unknown"), right("good an hour")],
      rated.map(({ engineId, share, low, high, good, n, unknown, perHour }) => [
        engineId,
        share === null ? "–" : `${percent(share)} (${percent(low)} to ${percent(high)})`,
        ...[good, n, unknown].map(String),
        perHour === null ? "–" : perHour.toFixed(1),
      ]),
    )}`,
  );
}

function toBudgetCells(budget: ObjectiveResult["budget"]): string[] {
  if (budget === null) return ["–", "–", "–", "–"];
  const burn = ({ burn }: { burn: number | null }) => (burn === null ? "–" : burn.toFixed(2));
  return [`${budget.used} of ${budget.allowed.toFixed(1)}`, burn(budget.hour), burn(budget.day), burn(budget.whole)];
}

/** The document that `--json` prints, for other programs. */
function toDocument(report: ObjectivesReport): object {
  return {
    sentences: objectivesInWords(report),
    counts: report.counts,
    absent: report.absent,
    engines: report.engines.map(({ engineId, objectives, goodput }) => ({
      engine_id: engineId,
      objectives: objectives.map(({ measure, latencyMs, isGeneral, low, high, budget, ...rest }) => ({
        measure,
        ...(latencyMs === null ? {} : { latency_ms: latencyMs }),
        ...rest,
        interval: [low, high],
        general: isGeneral,
        ...(budget === null ? {} : { budget }),
      })),
      goodput: goodput && {
        n: goodput.n,
        good: goodput.good,
        unknown: goodput.unknown,
        share: goodput.share,
        interval: [goodput.low, goodput.high],
        per_hour: goodput.perHour,
      },
    })),
  };
}
