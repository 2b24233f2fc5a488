import type { Input, JudgingReport, Output, Signal } from "../../../contract/index.ts";
import type { Curation } from "../curation/curation.ts";
import { previewGeneration } from "../curation/generation/generator.ts";
import type { LogState } from "../curation/state/log-state.ts";
import { QueryCache } from "../queries/query-cache.ts";
import { wilson } from "../statistics/wilson.ts";
import type { Database } from "../store/duckdb.ts";
import { adviseTiers } from "./advice.ts";
import { measureDecided } from "./measure-decided.ts";
import { measurePace } from "./pace.ts";
import { measureRecorded } from "./recorded.ts";

export interface JudgingDeps {
  db: Database;
  curation: Pick<Curation, "decided">;
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
    const { db, curation } = this.#deps;
    const judge = await this.#cache.get("recorded", {}, this.#comparisons, (stop) => measureRecorded(db, stop), signal);
    const { people, agents, agreement } = await this.#decided(signal);
    const { repeats, history } = curation.decided;
    const { n, agreed } = repeats.agreement();
    return { judge, people, agents, agreement: agreement.result(), oneself: wilson(agreed, n), pace: measurePace(history.listed) };
  }

  /** `judging.adviseTiers` @throws AssayError cancelled; of the index. */
  async adviseTiers({ agreement: wanted }: Input<"judging.adviseTiers">, signal?: Signal): Promise<Output<"judging.adviseTiers">> {
    const { db, curation } = this.#deps;
    const { agreement } = await this.#decided(signal);
    const advice = adviseTiers(agreement.calibration, wanted);
    const { thresholds } = advice;
    return { ...advice, preview: thresholds && (await previewGeneration(db, curation.decided, thresholds)) };
  }

  #decided(signal?: Signal) {
    const { db, curation } = this.#deps;
    const revision = `${this.#comparisons}.${this.#reviews}`;
    return this.#cache.get("decided", {}, revision, (stop) => measureDecided(db, curation.decided, stop), signal);
  }
}

/** `judging.report` of a workspace that is only read. @throws AssayError cancelled; of the index. */
export function reportOnce(db: Database, decided: LogState, signal?: Signal): Promise<JudgingReport> {
  return new Judging({ db, curation: { decided } }).report(signal);
}
