import {
  AssayError,
  type CurationAction,
  type CurationAnswer,
  type CurationState,
  type Decisions,
  type GenerationCounts,
  type Input,
  maxNamedComparisons,
  type Output,
  type SampleFilter,
  type Tier,
} from "../../../contract/index.ts";
import { Sequencer } from "../async/sequencer.ts";
import type { ReviewsInForce } from "../queries/comparisons.ts";
import { hashLine, keyOfHash } from "../records/line-hash.ts";
import { act } from "./actions.ts";
import type { Thresholds } from "./automatic-sample.ts";
import { CollectedSamples } from "./collected-samples.ts";
import { ComparisonsAhead } from "./comparisons-ahead.ts";
import { datasetLines } from "./dataset-lines.ts";
import { decisionsOf } from "./decisions.ts";
import { describeStep } from "./describe.ts";
import { Draft } from "./draft.ts";
import type { Actor, Change, EventHead } from "./event.ts";
import { exportSamples } from "./export-samples.ts";
import { Generator, type GeneratorDeps } from "./generator.ts";
import { Keeper, type KeeperDeps } from "./keeper.ts";
import { reverse } from "./reverse.ts";
import { reviewsInForce } from "./reviews-in-force.ts";
import type { IsSample } from "./sample-judge.ts";
import { getSample, listSamples } from "./sample-queries.ts";
import { describeReversal, withStays } from "./step-words.ts";
import { comparisonsIn, sliceChanges, toRoot } from "./stored-changes.ts";
import type { EventRecord } from "./undo-history.ts";

export interface CurationDeps extends KeeperDeps, GeneratorDeps {
  thresholds(): { autoGenerate: boolean } & Thresholds;
  exportsFolder: string;
  /** Which lines of the dataset file are samples. */
  isSample: IsSample;
}

/**
 * Every human decision, and the live dataset that follows from them. The truth is a fold over curation.jsonl; the dataset file
 * and the index rows follow it.
 */
export class Curation {
  readonly #deps: CurationDeps;
  readonly #keeper: Keeper;
  readonly #generator: Generator;
  readonly #exports = new Sequencer();
  #closed: Promise<void> | null = null;

  private constructor(deps: CurationDeps, keeper: Keeper) {
    this.#deps = deps;
    this.#keeper = keeper;
    this.#generator = new Generator(deps, keeper);
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
      curation.generateFor(0).catch((error: unknown) => deps.log("error", "generation_failed", { error }));
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
   * @param by who decides: the person at the screen when nobody else is named.
   * @throws AssayError not_found, invalid_argument, refused, over_limit, disk_full …; nothing has changed then.
   */
  apply(actions: readonly CurationAction[], by: Actor = this.#keeper.person): Promise<CurationAnswer> {
    return this.#keeper.turn(async () => {
      const { changes, head } = await this.#decide(actions, by, new ComparisonsAhead(this.#deps.comparisons, actions), 0);
      if (changes.length > 0) await this.#keeper.commit("decide", changes, head);
      return { ...this.#answer(by), description: head.description, comparisons: comparisonsIn(changes) };
    });
  }

  /**
   * The same for decisions that are steps of their own, in one write. Each is about another comparison.
   * @returns for each what was done, or why it was refused.
   * @throws AssayError refused while closing.
   */
  applyEach(actions: readonly CurationAction[], by: Actor): Promise<({ description: string } | AssayError)[]> {
    if (actions.length === 0) return Promise.resolve([]);
    return this.#keeper.turn(async () => {
      const comparisons = new ComparisonsAhead(this.#deps.comparisons, actions);
      const done: ({ description: string } | AssayError)[] = [];
      const events: { changes: Change[]; head: Partial<EventHead> }[] = [];
      for (const [index, action] of actions.entries()) {
        try {
          const { changes, head } = await this.#decide([action], by, comparisons, index);
          if (changes.length > 0) events.push({ changes, head });
          done.push({ description: head.description });
        } catch (thrown) {
          if (!(thrown instanceof AssayError)) throw thrown;
          done.push(thrown);
        }
      }
      try {
        await this.#keeper.commitAll("decide", events);
        return done;
      } catch (thrown) {
        if (!(thrown instanceof AssayError)) throw thrown;
        return done.map((one) => (one instanceof AssayError ? one : thrown));
      }
    });
  }

  /**
   * `curation.undo`: takes the newest step back. What somebody else decided is passed over.
   * @throws AssayError refused when there is none; disk_full, io …
   */
  undo(by: Actor = this.#keeper.person): Promise<CurationAnswer> {
    return this.#keeper.turn(() => this.#undo(by));
  }

  /** `curation.redo`: does again what was undone last. @throws AssayError refused when there is nothing; disk_full, io … */
  redo(by: Actor = this.#keeper.person): Promise<CurationAnswer> {
    return this.#keeper.turn(async () => {
      const step = this.#keeper.log.fold.history.redoes(by.kind);
      if (!step) throw new AssayError("refused", "There is nothing to redo.");
      return this.#reverse("redo", step, by);
    });
  }

  /**
   * `curation.undoEvent`: undoes one event of the history where it stands. The newest step is undone as `undo` does it; any other is
   * undone by a step of its own, and what was changed after it stays as it is.
   * @throws AssayError not_found, refused (it is undone, or all of it was changed later), disk_full, io …
   */
  undoEvent(eventId: string, by: Actor = this.#keeper.person): Promise<CurationAnswer> {
    return this.#keeper.turn(async () => {
      const { history } = this.#keeper.log.fold;
      const event = history.get(eventId);
      if (!event || !history.isListed(event)) {
        throw new AssayError("not_found", "There is no such step in the history.", {
          where: eventId,
          fix: "The list may be older than the history: load it again.",
        });
      }
      if (event.undone) throw new AssayError("refused", `This step is undone already: ${event.description}.`);
      return history.undoes(by.kind) === event ? this.#undo(by) : this.#reverse("revert", event, by);
    });
  }

  /** `curation.state`. @param kind of who asks. */
  state(kind: Actor["kind"] = "person"): CurationState {
    const { history } = this.#keeper.log.fold;
    const undoes = history.undoes(kind);
    const redoes = history.redoes(kind);
    return {
      canUndo: undoes !== undefined,
      canRedo: redoes !== undefined,
      undoes: undoes?.description ?? "",
      redoes: redoes?.description ?? "",
      decisions: history.decisions,
    };
  }

  /** `curation.history`: decisions and generations, newest first. */
  history({ limit }: Input<"curation.history">): Output<"curation.history"> {
    return this.#keeper.log.fold.history.newest(limit).map(({ id, atMs, actor, actorKind, description, undone, keys }) => ({
      eventId: id,
      atMs,
      actor,
      actorKind,
      description,
      undone,
      comparisons: [...keys],
    }));
  }

  /** `curation.previewGeneration`: what `generate` would do now, with a few examples. @throws AssayError of the index. */
  previewGeneration(): Promise<Output<"curation.previewGeneration">> {
    return this.#generator.preview();
  }

  /**
   * `curation.generate`: automatic samples of all comparisons, as the thresholds say, in one step of undo. Comparisons that somebody
   * has decided about are left alone. Idempotent.
   * @throws AssayError disk_full, io …; nothing has changed then.
   */
  async generate(by: Actor = this.#keeper.person): Promise<Output<"curation.generate">> {
    const { counts, comparisons, description } = await this.#generator.generate(0, { ...toHead(by), trigger: "command" });
    return { ...this.#answer(by), description, comparisons, ...counts };
  }

  /**
   * The same by the workspace's own setting, of comparisons from an offset of their journal on; they have to be indexed. It is no step
   * of undo, can be undone where it stands, and leaves alone what was undone of it.
   */
  generateFor(fromOffset: number): Promise<GenerationCounts> {
    return this.#generator.generateFor(fromOffset);
  }

  /** What is decided about a comparison. */
  decisionsOf(key: string): Promise<Decisions> {
    return decisionsOf(this.#keeper.log, key);
  }

  /** Whether curation took over or made a line of the dataset, now or ever. @param key of the line. */
  isOwnWrite(key: string): boolean {
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
    return this.#exports.queue(() => this.#export(filter));
  }

  /** The live dataset, line by line, byte for byte. */
  async *sampleLines({ tiers = [] }: { tiers?: readonly Tier[] } = {}): AsyncGenerator<string> {
    await this.flush();
    yield* datasetLines(this.#deps.samples.path, { tiers, isSample: this.#deps.isSample });
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

  /** Flushes and closes the log. Idempotent. @throws AssayError when the dataset file could not be written. */
  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #export(filter: SampleFilter): Promise<Output<"samples.export">> {
    await this.flush();
    const { log, nowMs } = this.#keeper;
    const { exportsFolder, isSample, toolVersion, samples } = this.#deps;
    return exportSamples({
      filter,
      datasetPath: samples.path,
      curationPath: log.path,
      curationBytes: log.sizeBytes,
      originOf: (line) => log.fold.slots.ofImage(keyOfHash(hashLine(line)))?.origin ?? "collected",
      isSample,
      folder: exportsFolder,
      toolVersion,
      nowMs,
    });
  }

  async #close(): Promise<void> {
    this.#keeper.stop();
    await this.#generator.settled();
    await this.#exports.settled();
    await this.#keeper.close();
  }

  /** What some actions change as one step. @param from index of the first one among the actions that `comparisons` is of. */
  async #decide(
    actions: readonly CurationAction[],
    by: Actor,
    comparisons: ComparisonsAhead,
    from: number,
  ): Promise<{ changes: Change[]; head: Partial<EventHead> & { description: string } }> {
    const draft = await this.#draft(actions);
    const { slots } = this.#keeper.log.fold;
    const decisions: Parameters<typeof describeStep>[0][number][] = [];
    for (const [index, action] of actions.entries()) {
      const touches = draft.touches;
      try {
        const comparison = (key: string) => comparisons.get(key, from + index);
        const target = await act({ draft, slots, comparison, nowS: this.#keeper.nowS, by: by.kind }, action);
        if (draft.touches > touches) decisions.push({ action, target });
      } catch (thrown) {
        throw actions.length > 1 ? named(thrown, `Decision ${index + 1} of ${actions.length}`) : thrown;
      }
    }
    const removed = await draft.removeOutranked("touched");
    const changes = await draft.changes();
    const description = changes.length === 0 ? "nothing changed" : describeStep(decisions, removed);
    return { changes, head: { ...toHead(by), description, decisions: decisions.length } };
  }

  async #draft(actions: readonly CurationAction[]): Promise<Draft> {
    const { log } = this.#keeper;
    const collected = new CollectedSamples(this.#deps.db, this.#deps.samples);
    const refs = actions.flatMap((action) => ("sample" in action && !log.fold.slots.get(action.sample) ? [action.sample] : []));
    await collected.load([...new Set(refs)]);
    return new Draft(log, collected);
  }

  async #undo(by: Actor): Promise<CurationAnswer> {
    const { history } = this.#keeper.log.fold;
    const step = history.undoes(by.kind);
    if (step) return this.#reverse("undo", step, by);
    const others = history.undoes(by.kind === "person" ? "agent" : "person");
    throw new AssayError("refused", "There is nothing to undo.", {
      ...(others &&
        by.kind === "agent" && { fix: `The newest step is a person's (${others.description}): --actor-kind person undoes it.` }),
    });
  }

  /** Takes a step back or does it again, where it stands for `revert`. Call it in a turn. */
  async #reverse(type: "undo" | "redo" | "revert", step: EventRecord, by: Actor): Promise<CurationAnswer> {
    const { log } = this.#keeper;
    const root = toRoot(log.fold.history, step);
    const spool = root.type === "generate" ? await this.#keeper.spool<null>() : null;
    try {
      let all: Change[] = [];
      let count = 0;
      let of = 0;
      const comparisons = new Set<string>();
      for await (const slice of sliceChanges(log, step, root)) {
        const draft = await this.#draft([]);
        const reversed = await reverse(draft, slice, type === "redo" ? "redo" : "undo", type !== "revert");
        // Undo right after a generation takes exactly it back, also where it removed what a decision had outranked.
        if (type !== "undo" || step.type !== "generate") await draft.removeOutranked("new");
        const changes = await draft.changes();
        for (const key of comparisonsIn(changes)) if (comparisons.size < maxNamedComparisons) comparisons.add(key);
        if (spool) await spool.addAll(changes, null);
        else all = changes;
        count += reversed.left;
        of += reversed.units;
      }
      if (type === "revert" && of > 0 && count === of) {
        throw new AssayError("refused", `All of it was changed later, and stays: ${step.description}.`, {
          fix: "Undo the later steps first.",
        });
      }
      const stays = count > 0 ? { count, of } : null;
      const head = { ...toHead(by), description: withStays(describeReversal(type, step, root), stays), target: step.id };
      if (spool) await this.#keeper.commitSpooled(type, spool, head);
      else await this.#keeper.commit(type, all, head);
      const description = withStays(step.description, stays);
      return { ...this.#answer(by), description, comparisons: [...comparisons], ...(stays && { stays }) };
    } finally {
      await spool?.close();
    }
  }

  #answer({ kind }: Actor): { state: CurationState } {
    return { state: this.state(kind) };
  }
}

const toHead = ({ name, kind }: Actor) => ({ actor: name, actor_kind: kind }) as const;

function named(thrown: unknown, where: string): unknown {
  if (!(thrown instanceof AssayError)) return thrown;
  const { code, message, fix, where: place } = thrown;
  return new AssayError(code, `${where}: ${message}`, { ...(fix && { fix }), ...(place && { where: place }), cause: thrown });
}
