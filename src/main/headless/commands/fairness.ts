import { type BiasMeter, type JudgeAgreement, type JudgingReport, reportInWords, type Share } from "../../../contract/index.ts";
import { type Command, workspaceOption } from "../command.ts";
import { jsonLine } from "../output.ts";
import { usageError } from "../usage.ts";
import { withReader } from "../with-workspace.ts";

export const fairnessCommand: Command = {
  name: "fairness",
  summary: "Show how fairly people and judges choose, and how far they agree",
  positionals: "",
  options: { workspace: workspaceOption },
  examples: (assay) => [`${assay} fairness --workspace DIR`, `${assay} fairness --workspace DIR --json`],
  notes: `Counts how often the answer that comes first, the longer and the more formatted one wins, against one half, for recorded winners, people and
agents apart; and how often people pick what the judge recorded, by its score, and
decide the same again where a blind queue showed them a comparison twice. Intervals are of 95%. That longer answers win may be deserved; that
the first one wins is not.`,
  async run(context) {
    const { options, output } = context;
    if (options.positionals.length > 0) throw usageError(`fairness takes no ${options.positionals[0]}.`, "fairness");
    const { report, notes } = await withReader(context, async (reader) => ({
      report: await reader.judgingReport(),
      notes: await reader.leftOutNotes(),
    }));
    await output.write(options.flag("json") ? jsonLine(toDocument(report)) : `${reportInWords(report).join("\n")}\n`);
    for (const note of notes) output.note(note);
    return 0;
  },
};

/** The document that `--json` prints, for other programs. */
function toDocument({ judge, people, reviewers, agents, agreement, oneself, pace }: JudgingReport): object {
  return {
    agreement: toAgreement(agreement),
    bias: { judge: toMeter(judge), people: toMeter(people), agents: toMeter(agents) },
    reviewers: reviewers.map(({ name, meter }) => ({ name, bias: toMeter(meter) })),
    oneself: toShare(oneself),
    pace: { n: pace.n, median_seconds: pace.medianSeconds, too_fast: pace.tooFast },
  };
}

const toShare = ({ n, share, low, high }: Share) => ({ n, share, low, high });
const toCounts = (leftOut: BiasMeter["leftOut"]) => Object.fromEntries(leftOut.map(({ reason, count }) => [reason, count]));

const toMeter = ({ comparisons, leftOut, measures }: BiasMeter) => ({
  comparisons,
  left_out: toCounts(leftOut),
  ...Object.fromEntries(measures.map(({ measure, leftOut, ...share }) => [measure, { ...toShare(share), left_out: toCounts(leftOut) }])),
});

const toAgreement = ({ agreed, kappa, leftOut, confusion, engines, fromScore, byTenth, unscored }: JudgeAgreement) => ({
  ...toShare(agreed),
  kappa,
  left_out: toCounts(leftOut),
  confusion,
  engines: engines.map(({ engineId, ...share }) => ({ engine_id: engineId, ...toShare(share) })),
  from_score: fromScore,
  by_tenth: byTenth,
  unscored,
});
