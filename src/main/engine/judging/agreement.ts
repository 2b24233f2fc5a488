import type { JudgeAgreement, Share } from "../../../contract/index.ts";
import type { Verdict } from "../curation/state/verdict.ts";
import { Calibration } from "../statistics/calibration.ts";
import { Confusion } from "../statistics/confusion.ts";
import { cohensKappa } from "../statistics/kappa.ts";
import { wilson } from "../statistics/wilson.ts";
import { LeftOutTally } from "./meter.ts";

/** A comparison that people decided and a judge recorded a winner of, or not. */
export interface Judged {
  people: Verdict;
  judge: Verdict | "ambiguous";
  /** Of the recorded winner. */
  score: number | null;
  /** By position. */
  engines: readonly (string | null)[];
}

const maxEngines = 20;
const scoreSteps = 20;

/**
 * Adds up how often people picked what the judge picked. Who found all bad did not agree: what the judge picked is no good answer. Ties of
 * either say neither; they are in the confusion table only.
 */
export class AgreementTally {
  readonly calibration = new Calibration();
  readonly #leftOut = new LeftOutTally();
  readonly #confusion = new Confusion();
  readonly #engines = new Map<string, { n: number; agreed: number }>();
  #n = 0;
  #agreed = 0;
  #unscored = 0;

  /** @returns whether they picked the same; null where it says neither. */
  add({ people, judge, score, engines }: Judged): boolean | null {
    const [picked, wanted] = [toLabel(judge), toLabel(people)];
    if (picked === null || wanted === null) {
      this.#leftOut.add(judge === "ambiguous" ? "ambiguous" : picked === null ? "no_verdict" : "several_best");
      return null;
    }
    this.#confusion.add(picked, wanted);
    if (picked === "tie" || wanted === "tie") {
      this.#leftOut.add("tie");
      return null;
    }
    const agreed = picked === wanted;
    this.#n++;
    if (agreed) this.#agreed++;
    if (score === null) this.#unscored++;
    else this.calibration.add(score, agreed);
    const engine = engines[Number(picked) - 1] ?? "";
    const tally = this.#engines.get(engine) ?? { n: 0, agreed: 0 };
    this.#engines.set(engine, { n: tally.n + 1, agreed: tally.agreed + (agreed ? 1 : 0) });
    return agreed;
  }

  result(): JudgeAgreement {
    const named = this.#confusion.named();
    const positions = [...named].filter((label) => /^\d/.test(label)).sort((one, other) => Number(one) - Number(other));
    const labels = [...positions, ...["tie", "all_bad"].filter((label) => named.has(label))];
    const engines = [...this.#engines]
      .map(([engineId, { n, agreed }]): { engineId: string } & Share => ({ engineId, ...wilson(agreed, n) }))
      .sort((one, other) => other.n - one.n || (one.engineId < other.engineId ? -1 : 1));
    const fromScore = Array.from({ length: scoreSteps + 1 }, (_, step) => this.calibration.fromScore(step / scoreSteps));
    return {
      agreed: wilson(this.#agreed, this.#n),
      kappa: cohensKappa(this.#confusion.table(labels.filter((label) => label !== "tie"))),
      leftOut: this.#leftOut.list(),
      confusion: { labels, counts: this.#confusion.table(labels) },
      engines: engines.slice(0, maxEngines),
      fromScore: fromScore.filter(({ n }) => n > 0),
      byTenth: this.calibration.byTenth(),
      unscored: this.#unscored,
    };
  }
}

/** "1" for the first answer, "tie", "all_bad"; null where no single answer is picked. */
function toLabel(verdict: Judged["judge"]): string | null {
  if (verdict === "tie") return "tie";
  if (verdict === "both_bad") return "all_bad";
  if (typeof verdict === "string" || verdict.best.length !== 1) return null;
  return String((verdict.best[0] ?? 0) + 1);
}
