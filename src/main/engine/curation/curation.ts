import {
  AssayError,
  type CurationAction,
  type CurationAnswer,
  type CurationState,
  type Input,
  type Output,
  type SampleFilter,
  type Tier,
} from "../../../contract/index.ts";
import { exportSamples } from "../exporters/export-samples.ts";
import { hashLine, keyOfHash } from "../ingest/line-hash.ts";
import type { ReviewsInForce } from "../queries/comparisons.ts";
import { act } from "./actions.ts";
import { CollectedSamples } from "./collected-samples.ts";
import { ComparisonsAhead, type FindComparisons } from "./comparisons-ahead.ts";
import { type Decisions, decisionsOf } from "./decisions.ts";
import { describeStep } from "./describe.ts";
import { Draft } from "./draft.ts";
import type { Change } from "./event.ts";
import { dueComparisons, generateInto, type Thresholds } from "./generate.ts";
import { Keeper, type KeeperDeps } from "./keeper.ts";
import { readLines } from "./read-lines.ts";
import { reviewsInForce } from "./reviews-in-force.ts";
import { lineMatches } from "./sample-filter.ts";
import { getSample, listSamples } from "./sample-queries.ts";
import type { Step } from "./undo-history.ts";

export interface CurationDeps extends KeeperDeps {
  /** Recorded comparisons. */
  comparisons: FindComparisons;
  thresholds(): { autoGenerate: boolean } & Thresholds;
  exportsFolder: string;
}

/**
 * Every human decision, and the live dataset that follows from them. The truth is a fold over curation.jsonl; the dataset file
 * and the index rows follow it.
 */
export class Curation {
  readonly #deps: CurationDeps;
  readonly #keeper: Keeper;
  #generating: Promise<unknown> = Promise.resolve();
  #exporting: Promise<unknown> = Promise.resolve();
  #closed: Promise<void> | null = null;

  private constructor(deps: CurationDeps, keeper: Keeper) {
    this.#deps = deps;
    this.#keeper = keeper;
  }

  /**
   * Folds the log, brings the dataset file and the index even with it, and starts automatic generation when it is on.
   * @throws AssayError permission, refused, io … of the log. A dataset file that cannot be written now is tried again later.
   */
  static async open(deps: CurationDeps): Promise<Curation> {
    const curation = new Curation(deps, await Keeper.open(deps));
    for (const repair of curation.repairs) deps.log("warn", "curation_repair", { repair });
    for (const problem of curation.problems) deps.log("warn", "curation_problem", { problem });
    if (deps.thresholds().autoGenerate) {
      curation.generate().catch((error: unknown) => deps.log("error", "generation_failed", { error }));
    }
    return curation;
  }

  /** Lines of curation.jsonl that have no effect, in sentences. */
  get problems(): readonly string[] {
    return this.#keeper.log.problems;
  }

  /** What a crash had left at the end of curation.jsonl, and where it is kept now, in sentences. */
  get repairs(): readonly string[] {
    return this.#keeper.log.repairs;
  }

  /** Why the dataset file is not what it should be, in a sentence; null when all is well. */
  get trouble(): string | null {
    return this.#keeper.trouble;
  }

  /** Why lists lack decisions that are saved, in a sentence; null when they have all. */
  get indexTrouble(): string | null {
    const waiting = this.#keeper.waitingForIndex;
    if (waiting === null) return null;
    const what = waiting === 0 ? "Decisions are" : waiting === 1 ? "1 decision is" : `${waiting} decisions are`;
    return `${what} saved, but the index cannot be written: lists of samples may not show them yet.`;
  }

  /** What is decided, for lists while the index lacks some of it; null when it has all. */
  reviewsInForce(): ReviewsInForce | null {
    return this.#keeper.indexBehind ? reviewsInForce(this.#keeper.log.fold) : null;
  }

  /**
   * `curation.apply`: all of it is one step of undo. Answers when its event is durable.
   * @throws AssayError not_found, invalid_argument, refused, over_limit, disk_full …; nothing has changed then.
   */
  apply(actions: readonly CurationAction[]): Promise<CurationAnswer> {
    return this.#keeper.turn(async () => {
      const draft = await this.#draft(actions);
      const { slots } = this.#keeper.log.fold;
      const comparisons = new ComparisonsAhead(this.#deps.comparisons, actions);
      const decisions: Parameters<typeof describeStep>[0][number][] = [];
      for (const [index, action] of actions.entries()) {
        const touches = draft.touches;
        try {
          const comparison = (key: string) => comparisons.get(key, index);
          const target = await act({ draft, slots, comparison, nowS: this.#keeper.nowS }, action);
          if (draft.touches > touches) decisions.push({ action, target });
        } catch (thrown) {
          throw actions.length > 1 ? named(thrown, `Decision ${index + 1} of ${actions.length}`) : thrown;
        }
      }
      const changes = await draft.changes();
      const description = changes.length === 0 ? "nothing changed" : describeStep(decisions);
      if (changes.length > 0) await this.#keeper.commit("decide", changes, { description, decisions: decisions.length });
      return this.#answer(description, changes);
    });
  }

  /** `curation.undo`: takes the newest step back. @throws AssayError refused when there is none; disk_full, io … */
  undo(): Promise<CurationAnswer> {
    return this.#revert("undo", () => this.#keeper.log.fold.history.undoes);
  }

  /** `curation.redo`: does again what was undone last. @throws AssayError refused when there is nothing; disk_full, io … */
  redo(): Promise<CurationAnswer> {
    return this.#revert("redo", () => this.#keeper.log.fold.history.redoes);
  }

  /** `curation.state` */
  state(): CurationState {
    const { undoes, redoes, decisions } = this.#keeper.log.fold.history;
    return {
      canUndo: undoes !== undefined,
      canRedo: redoes !== undefined,
      undoes: undoes?.decision.description ?? "",
      redoes: redoes?.decision.description ?? "",
      decisions,
    };
  }

  /** `curation.history`: decisions and generations, newest first. */
  history({ limit }: Input<"curation.history">): Output<"curation.history"> {
    return this.#keeper.log.fold.history.newest(limit).map(({ id, atMs, actor, description, undone, keys }) => ({
      eventId: id,
      atMs,
      actor,
      description,
      undone,
      comparisons: [...keys],
    }));
  }

  /** `curation.generate`: automatic samples of all comparisons, as the thresholds say. Twice changes nothing. */
  generate(): Promise<Output<"curation.generate">> {
    return this.generateFor(0);
  }

  /** The same for comparisons from an offset of their journal on; they have to be indexed. */
  generateFor(fromOffset: number): Promise<Output<"curation.generate">> {
    const run = this.#generating.then(() => this.#generate(fromOffset));
    this.#generating = run.catch(() => {});
    return run;
  }

  /** What is decided about a comparison. */
  decisionsOf(key: string): Promise<Decisions> {
    return decisionsOf(this.#keeper.log, key);
  }

  /** Whether curation took over or made a line of the dataset, now or ever. @param key of the line. */
  isKnownImage(key: string): boolean {
    return this.#keeper.log.fold.slots.ofImage(key) !== undefined;
  }

  /** `samples.list` */
  listSamples(input: Input<"samples.list">): Promise<Output<"samples.list">> {
    return listSamples(this.#deps.db, input);
  }

  /** `samples.get` @throws AssayError not_found */
  getSample({ ref }: Input<"samples.get">): Promise<Output<"samples.get">> {
    return getSample(this.#deps.db, this.#keeper.log, this.#deps.samples, ref);
  }

  /** `samples.export`, one at a time, so that each finds a name of its own. @throws AssayError disk_full, permission, io … */
  exportSamples({ filter }: Input<"samples.export">): Promise<Output<"samples.export">> {
    const run = this.#exporting.then(() => this.#export(filter));
    this.#exporting = run.catch(() => {});
    return run;
  }

  /** The live dataset, line by line, byte for byte. */
  async *sampleLines({ tiers = [] }: { tiers?: readonly Tier[] } = {}): AsyncGenerator<string> {
    await this.flush();
    for await (const lines of readLines(this.#deps.samples.path)) {
      for (const { bytes } of lines) {
        const line = bytes.toString("utf8");
        if (line.trim() !== "" && lineMatches({ tiers: [...tiers] }, line, () => "collected")) yield line;
      }
    }
  }

  /**
   * Makes training_samples.jsonl what the live dataset is.
   * @throws AssayError disk_full, permission, io …; the file is then as it was, and it is tried again.
   */
  flush(): Promise<void> {
    return this.#keeper.flush();
  }

  /** Builds the index rows of curation again, after the index was rebuilt. @throws AssayError of the index. */
  resync(): Promise<void> {
    return this.#keeper.resync();
  }

  /** Flushes and closes the log. Twice is once. @throws AssayError when the dataset file could not be written. */
  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #export(filter: SampleFilter): Promise<Output<"samples.export">> {
    await this.flush();
    const { log, nowMs } = this.#keeper;
    const { exportsFolder, toolVersion, samples } = this.#deps;
    return exportSamples({
      filter,
      datasetPath: samples.path,
      curationPath: log.path,
      curationBytes: log.sizeBytes,
      originOf: (line) => log.fold.slots.ofImage(keyOfHash(hashLine(line)))?.origin ?? "collected",
      folder: exportsFolder,
      toolVersion,
      nowMs,
    });
  }

  async #close(): Promise<void> {
    this.#keeper.stop();
    await this.#generating;
    await this.#exporting;
    await this.#keeper.close();
  }

  async #draft(actions: readonly CurationAction[]): Promise<Draft> {
    const { log } = this.#keeper;
    const collected = new CollectedSamples(this.#deps.db, this.#deps.samples);
    const refs = actions.flatMap((action) => ("sample" in action && !log.fold.slots.get(action.sample) ? [action.sample] : []));
    await collected.load([...new Set(refs)]);
    return new Draft(log, collected);
  }

  #revert(type: "undo" | "redo", next: () => Step | undefined): Promise<CurationAnswer> {
    return this.#keeper.turn(async () => {
      const step = next();
      if (!step) throw new AssayError("refused", `There is nothing to ${type}.`);
      const { decision, carrier } = step;
      const draft = await this.#draft([]);
      for await (const { part } of this.#keeper.log.partsOf(carrier)) for (const change of part.changes) await draft.revert(change);
      const changes = await draft.changes();
      const description = `${type === "undo" ? "took back" : "did again"}: ${decision.description}`;
      await this.#keeper.commit(type, changes, { description, target: decision.id });
      return this.#answer(decision.description, changes);
    });
  }

  async #generate(fromOffset: number): Promise<Output<"curation.generate">> {
    const { db, comparisons, thresholds } = this.#deps;
    const keeper = this.#keeper;
    const { fold } = keeper.log;
    let created = 0;
    let updated = 0;
    for await (const due of dueComparisons(db, fold, thresholds(), fromOffset)) {
      if (keeper.closing) break;
      await keeper.turn(async () => {
        const draft = await this.#draft([]);
        const made = await generateInto(draft, db, comparisons, fold, due, keeper.nowS);
        const changes = await draft.changes();
        if (changes.length === 0) return;
        const done = [
          made.created > 0 ? `generated ${made.created} samples` : "",
          made.updated > 0 ? `changed ${made.updated} generated samples` : "",
        ];
        const description = `${done.filter((one) => one !== "").join(" and ")} by the winners' scores`;
        await keeper.commit("generate", changes, { description, actor: "auto" });
        created += made.created;
        updated += made.updated;
      });
    }
    let live = 0;
    for (const slot of fold.slots.all()) if (slot.origin === "auto" && slot.live) live++;
    return { created, updated, live };
  }

  #answer(description: string, changes: readonly Change[]): CurationAnswer {
    const keys = changes.flatMap(({ comparison }) => (comparison === null ? [] : [comparison]));
    return { state: this.state(), description, comparisons: [...new Set(keys)] };
  }
}

function named(thrown: unknown, where: string): unknown {
  if (!(thrown instanceof AssayError)) return thrown;
  const { code, message, fix, where: place } = thrown;
  return new AssayError(code, `${where}: ${message}`, { ...(fix && { fix }), ...(place && { where: place }), cause: thrown });
}
