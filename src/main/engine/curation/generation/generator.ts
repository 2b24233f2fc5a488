import {
  AssayError,
  type GenerationCounts,
  type GenerationPreview,
  type GenerationScope,
  maxNamedComparisons,
  tiers,
} from "../../../../contract/index.ts";
import { Sequencer } from "../../async/sequencer.ts";
import type { Journal } from "../../files/journal.ts";
import type { Matching } from "../../queries/comparisons.ts";
import { noDecisionKeys } from "../../queries/decision-keys.ts";
import type { Database } from "../../store/duckdb.ts";
import type { EventHead } from "../log/event.ts";
import { CollectedSamples } from "../projections/collected-samples.ts";
import type { LogState } from "../state/log-state.ts";
import type { FindComparisons } from "../transaction/comparisons-ahead.ts";
import type { CurationStore } from "../transaction/curation-store.ts";
import { describeGeneration } from "../transaction/describe.ts";
import { Transaction } from "../transaction/transaction.ts";
import type { Thresholds } from "./automatic-sample.ts";
import { describeExamples, generateInto, pickExamples } from "./generate.ts";
import { countPlanned, GenerationPlan, isStillPlanned, type PlannedSample, type PlanScope } from "./generation-plan.ts";

export interface GeneratorDeps {
  db: Database;
  /** The dataset's journal. */
  samples: Journal;
  /** Recorded comparisons. */
  comparisons: FindComparisons;
  thresholds(): Thresholds;
  /** For the filter of a scope. */
  matching(): Matching;
}

export interface Generated {
  counts: GenerationCounts;
  /** At most `maxNamedComparisons`. */
  comparisons: string[];
  description: string;
}

/** For a scope without a filter. */
const unfiltered: Matching = { comparisonSearch: null, inForce: null, keys: noDecisionKeys };

/**
 * What a generation would do, with a few examples. Read-only.
 * @param db in sync with the journals. @param state what is decided so far.
 * @throws AssayError of the index; invalid_argument (a text where nothing can search).
 */
export async function previewGeneration(
  db: Database,
  state: LogState,
  thresholds: Thresholds,
  matching: Matching = unfiltered,
  scope: GenerationScope = {},
): Promise<GenerationPreview> {
  const plan = new GenerationPlan(db, state, matching, { thresholds, fromOffset: 0, automatic: false, ...scope });
  const picked: PlannedSample[] = [];
  const counts = countPlanned([], plan.leftOut);
  await plan.eachSlice((slice) => {
    addCounts(counts, countPlanned(slice, plan.leftOut));
    pickExamples(slice, picked);
  });
  const { gold, silver, bronze } = thresholds;
  return { ...counts, examples: await describeExamples(db, picked), thresholds: { gold, silver, bronze } };
}

/** Generates samples of recorded winners, one generation at a time. */
export class Generator {
  readonly #deps: GeneratorDeps;
  readonly #store: CurationStore;
  readonly #generations = new Sequencer();

  constructor(deps: GeneratorDeps, store: CurationStore) {
    this.#deps = deps;
    this.#store = store;
  }

  /** What `generate` would do now, with a few examples. @throws AssayError of the index. */
  preview(scope: GenerationScope): Promise<GenerationPreview> {
    return previewGeneration(this.#deps.db, this.#store.state, this.#deps.thresholds(), this.#deps.matching(), scope);
  }

  /**
   * Generates samples of the comparisons of a scope, in one event.
   * @throws AssayError disk_full, io …; nothing has changed then.
   */
  generate(scope: GenerationScope, head: Partial<EventHead>): Promise<Generated> {
    return this.#generations.queue(() => this.#generate(this.#plan({ fromOffset: 0, automatic: false, ...scope }), head));
  }

  /**
   * The same by the workspace's setting. The comparisons have to be indexed. It is not a step of undo, can be undone by itself in the
   * history, and leaves alone what was undone of it.
   */
  generateFor(fromOffset: number): Promise<GenerationCounts> {
    return this.#generations.queue(async () => {
      const head = { actor: "auto", actor_kind: "auto", trigger: "automatic" } as const;
      const plan = this.#plan({ fromOffset, automatic: true });
      try {
        return (await this.#generate(plan, head)).counts;
      } catch (thrown) {
        // Nobody waits for it, and the next opening generates what is missing.
        if (this.#store.closing) return countPlanned([], this.#plan({ fromOffset, automatic: true }).leftOut);
        throw thrown;
      }
    });
  }

  /** Resolves when no generation is under way. */
  async settled(): Promise<void> {
    await this.#generations.settled();
  }

  #plan(scope: Omit<PlanScope, "thresholds">): GenerationPlan {
    const { db, thresholds } = this.#deps;
    return new GenerationPlan(db, this.#store.state, this.#deps.matching(), { thresholds: thresholds(), ...scope });
  }

  /** Prepares the samples while decisions go on, and drops those of comparisons decided meanwhile before it commits. */
  async #generate(plan: GenerationPlan, head: Partial<EventHead>): Promise<Generated> {
    const { db, samples, comparisons: find } = this.#deps;
    const store = this.#store;
    const { state } = store;
    const spool = await store.spool<PlannedSample>();
    try {
      await plan.eachSlice(async (slice) => {
        if (store.closing) throw new AssayError("cancelled", "The workspace is closed; no samples were generated.");
        const parts = { db, find, registry: state.samples, nowS: store.nowS, leftOut: plan.leftOut };
        for (const { planned, changes } of await generateInto(new Transaction(store.log, new CollectedSamples(db, samples)), parts, slice))
          await spool.add(changes, planned);
      });
      return await store.exclusive(async () => {
        const planned: PlannedSample[] = [];
        spool.keep((one) => {
          const stays = isStillPlanned(state, one);
          if (stays) planned.push(one);
          else plan.leftOut.decided++;
          return stays;
        });
        const counts = countPlanned(planned, plan.leftOut);
        const description = describeGeneration(counts, head.trigger === "automatic" ? "automatic" : plan.promote);
        if (planned.length > 0) await store.commitSpooled("generate", spool, { ...head, description });
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
