import type { Input, JudgingReport, Output, Signal } from "../../../contract/index.ts";
import { previewGeneration } from "../curation/generation/generator.ts";
import type { LogState } from "../curation/state/log-state.ts";
import type { JudgedKeys } from "../queries/decision-keys.ts";
import { QueryCache } from "../queries/query-cache.ts";
import { wilson } from "../statistics/wilson.ts";
import type { Database } from "../store/duckdb.ts";
import { adviseTiers } from "./advice.ts";
import { measureDecided } from "./measure-decided.ts";
import { measurePace } from "./pace.ts";
import { measureRecorded } from "./recorded.ts";

export interface JudgingDeps {
  db: Database;
  /** What is decided; the state itself. */
  decisions: { readonly state: LogState };
}

/** How fairly people and judges choose, and how often they agree. Answers are kept until comparisons or decisions change. */
export class Judging {
  readonly #deps: JudgingDeps;
  readonly #cache = new QueryCache(10);
  #comparisons = 0;
  #reviews = 0;

  constructor(deps: JudgingDeps) {
    this.#deps = deps;
  }

  /** Drops what depends on this data. */
  changed(what: "comparisons" | "reviews"): void {
    if (what === "comparisons") this.#comparisons++;
    else this.#reviews++;
  }

  /** `judging.report` @throws AssayError cancelled; of the index. */
  async report(signal?: Signal): Promise<JudgingReport> {
    const { db, decisions } = this.#deps;
    const judge = await this.#cache.get("recorded", {}, this.#comparisons, (stop) => measureRecorded(db, stop), signal);
    const { people, reviewers, agents, agreement } = await this.#decided(signal);
    const { repeats, history } = decisions.state;
    const { n, agreed } = repeats.agreement();
    return {
      judge,
      people,
      reviewers,
      agents,
      agreement: agreement.result(),
      oneself: wilson(agreed, n),
      pace: measurePace(history.listed),
    };
  }

  /** `judging.adviseTiers` @throws AssayError cancelled; of the index. */
  async adviseTiers({ agreement: wanted }: Input<"judging.adviseTiers">, signal?: Signal): Promise<Output<"judging.adviseTiers">> {
    const { db, decisions } = this.#deps;
    const { agreement } = await this.#decided(signal);
    const advice = adviseTiers(agreement.calibration, wanted);
    const { thresholds } = advice;
    return { ...advice, preview: thresholds && (await previewGeneration(db, decisions.state, thresholds)) };
  }

  /** Which comparisons people decided as recorded, or otherwise: those that `report` counts. @throws AssayError cancelled; of the index. */
  async keys(signal?: Signal): Promise<JudgedKeys> {
    return (await this.#decided(signal)).judged;
  }

  #decided(signal?: Signal) {
    const { db, decisions } = this.#deps;
    const revision = `${this.#comparisons}.${this.#reviews}`;
    return this.#cache.get("decided", {}, revision, (stop) => measureDecided(db, decisions.state, stop), signal);
  }
}

/** `judging.report` of a workspace that is only read. @throws AssayError cancelled; of the index. */
export function reportOnce(db: Database, decided: LogState, signal?: Signal): Promise<JudgingReport> {
  return new Judging({ db, decisions: { state: decided } }).report(signal);
}

/** The keys alone, likewise. @throws AssayError cancelled; of the index. */
export function judgedOnce(db: Database, decided: LogState, signal?: Signal): Promise<JudgedKeys> {
  return new Judging({ db, decisions: { state: decided } }).keys(signal);
}
