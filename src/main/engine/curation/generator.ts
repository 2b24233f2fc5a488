import { AssayError, type GenerationCounts, maxNamedComparisons, type Output, tiers } from "../../../contract/index.ts";
import type { Journal } from "../files/journal.ts";
import type { Database } from "../index/duckdb.ts";
import type { Thresholds } from "./automatic-sample.ts";
import { CollectedSamples } from "./collected-samples.ts";
import type { FindComparisons } from "./comparisons-ahead.ts";
import { Draft } from "./draft.ts";
import type { EventHead } from "./event.ts";
import { describeExamples, generateInto, pickExamples } from "./generate.ts";
import { countPlanned, GenerationPlan, isStillPlanned, type PlannedSample } from "./generation-plan.ts";
import type { Keeper } from "./keeper.ts";
import { describeGeneration } from "./step-words.ts";

export interface GeneratorDeps {
  db: Database;
  /** The dataset's journal. */
  samples: Journal;
  /** Recorded comparisons. */
  comparisons: FindComparisons;
  thresholds(): Thresholds;
}

export interface Generated {
  counts: GenerationCounts;
  /** Some of the comparisons it is about. */
  comparisons: string[];
  description: string;
}

/** Makes automatic samples of recorded winners. One generation at a time. */
export class Generator {
  readonly #deps: GeneratorDeps;
  readonly #keeper: Keeper;
  #last: Promise<unknown> = Promise.resolve();

  constructor(deps: GeneratorDeps, keeper: Keeper) {
    this.#deps = deps;
    this.#keeper = keeper;
  }

  /** What `generate` would do now, with a few examples. @throws AssayError of the index. */
  async preview(): Promise<Output<"curation.previewGeneration">> {
    const { gold, silver, bronze } = this.#deps.thresholds();
    const plan = this.#plan(0, false);
    const picked: PlannedSample[] = [];
    const counts = countPlanned([], plan.leftOut);
    for await (const slice of plan.slices()) {
      addCounts(counts, countPlanned(slice, plan.leftOut));
      pickExamples(slice, picked);
    }
    return { ...counts, examples: await describeExamples(this.#deps.db, picked), thresholds: { gold, silver, bronze } };
  }

  /**
   * Samples of comparisons from an offset of their journal on, in one event.
   * @throws AssayError disk_full, io …; nothing has changed then.
   */
  generate(fromOffset: number, head: Partial<EventHead>): Promise<Generated> {
    return this.#inTurn(() => this.#generate(fromOffset, head));
  }

  /**
   * By the workspace's own setting: samples of comparisons from an offset of their journal on; they have to be indexed. It is no step
   * of undo, can be undone where it stands, and leaves alone what was undone of it.
   */
  generateFor(fromOffset: number): Promise<GenerationCounts> {
    return this.#inTurn(async () => {
      const head = { actor: "auto", actor_kind: "auto", trigger: "automatic" } as const;
      try {
        return (await this.#generate(fromOffset, head)).counts;
      } catch (thrown) {
        // Nobody waits for it: the next opening makes what is missing.
        if (this.#keeper.closing) return countPlanned([], this.#plan(fromOffset, true).leftOut);
        throw thrown;
      }
    });
  }

  /** Resolves when no generation is under way. */
  async settled(): Promise<void> {
    await this.#last;
  }

  #plan(fromOffset: number, automatic: boolean): GenerationPlan {
    const { db, thresholds } = this.#deps;
    return new GenerationPlan(db, this.#keeper.log.fold, { thresholds: thresholds(), fromOffset, automatic });
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const run = this.#last.then(work);
    this.#last = run.catch(() => {});
    return run;
  }

  /** Makes the samples while decisions go on; what was decided about meanwhile is dropped at the end. */
  async #generate(fromOffset: number, head: Partial<EventHead>): Promise<Generated> {
    const { db, samples, comparisons: find } = this.#deps;
    const keeper = this.#keeper;
    const { fold } = keeper.log;
    const plan = this.#plan(fromOffset, head.trigger === "automatic");
    const spool = await keeper.spool<PlannedSample>();
    try {
      for await (const slice of plan.slices()) {
        if (keeper.closing) throw new AssayError("cancelled", "The workspace is closed; no samples were generated.");
        const parts = { db, find, slots: fold.slots, nowS: keeper.nowS, leftOut: plan.leftOut };
        for (const { planned, changes } of await generateInto(new Draft(keeper.log, new CollectedSamples(db, samples)), parts, slice))
          await spool.add(changes, planned);
      }
      return await keeper.turn(async () => {
        const planned: PlannedSample[] = [];
        spool.keep((one) => {
          const stays = isStillPlanned(fold, one);
          if (stays) planned.push(one);
          else plan.leftOut.decided++;
          return stays;
        });
        const counts = countPlanned(planned, plan.leftOut);
        const description = describeGeneration(counts, head.trigger === "automatic");
        if (planned.length > 0) await keeper.commitSpooled("generate", spool, { ...head, description });
        return { counts, description, comparisons: planned.slice(0, maxNamedComparisons).map(({ key }) => key) };
      });
    } finally {
      await spool.close();
    }
  }
}

function addCounts(sum: GenerationCounts, more: GenerationCounts): void {
  sum.created += more.created;
  sum.changed += more.changed;
  sum.removed += more.removed;
  for (const tier of tiers) sum.byTier[tier] += more.byTier[tier];
}
