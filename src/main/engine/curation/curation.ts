import type {
  AssayError,
  CurationAction,
  CurationAnswer,
  CurationState,
  Decisions,
  GenerationCounts,
  GenerationScope,
  Input,
  Output,
  ReplacementCounts,
  SampleRow,
  Tier,
} from "../../../contract/index.ts";
import type { ReviewsInForce } from "../queries/comparison-rows.ts";
import type { DecisionKeys } from "../queries/decision-keys.ts";
import type { ComparisonSearch } from "../queries/search/comparison-search.ts";
import { apply, applyEach, type InQueue } from "./decide.ts";
import type { Thresholds } from "./generation/automatic-sample.ts";
import { Generator, type GeneratorDeps } from "./generation/generator.ts";
import type { Actor, ComparisonVerdicts } from "./log/event.ts";
import { type Merged, type MergeOptions, mergeLog } from "./merge/merger.ts";
import { datasetLines } from "./projections/dataset-lines.ts";
import { getSample, getSampleRows, listSamples, type SampleNarrowing, sampleFacets } from "./projections/sample-queries.ts";
import type { IsSample } from "./projections/sample-record.ts";
import { type ReplaceWork, replaceRecords } from "./replace/replace.ts";
import { type RestoredSample, restoreSamples } from "./restore.ts";
import { readDecisions, reviewsInForce } from "./state/decisions.ts";
import type { LogState } from "./state/log-state.ts";
import { CurationStore, type StoreDeps } from "./transaction/curation-store.ts";
import { type UndoAnswer, UndoCommands } from "./undo.ts";

export interface CurationDeps extends StoreDeps, Omit<GeneratorDeps, "matching"> {
  /** What filters search texts with; null: with nothing. */
  comparisonSearch: ComparisonSearch | null;
  /** Which comparisons people decided as recorded, or otherwise. */
  judged: DecisionKeys["judged"];
  thresholds(): { autoGenerate: boolean } & Thresholds;
  /** Which lines of the dataset file are samples. */
  isSample: IsSample;
}

/**
 * Every human decision, and the live dataset that follows from them. The truth is curation.jsonl; the state in memory, the dataset file and
 * the index rows follow from it.
 */
export class Curation {
  readonly #deps: CurationDeps;
  readonly #store: CurationStore;
  readonly #undo: UndoCommands;
  readonly #generator: Generator;
  #closed: Promise<void> | null = null;

  private constructor(deps: CurationDeps, store: CurationStore) {
    this.#deps = deps;
    this.#store = store;
    this.#undo = new UndoCommands(store, deps);
    const { comparisonSearch } = deps;
    const matching = () => ({ comparisonSearch, inForce: this.reviewsInForce(), keys: this.keys });
    this.#generator = new Generator({ ...deps, matching }, store);
  }

  /**
   * Catches the dataset file and the index up with the log, and starts automatic generation if it is on. What cannot be written now is
   * retried later.
   */
  static async open(deps: CurationDeps): Promise<Curation> {
    const curation = new Curation(deps, await CurationStore.open(deps));
    for (const repair of curation.repairs) deps.log("warn", "curation_repair", { repair });
    for (const problem of curation.problems) deps.log("warn", "curation_problem", { problem });
    if (deps.thresholds().autoGenerate) {
      curation.generateFor(0).catch((error: unknown) => deps.log("error", "generation_failed", { error }));
    }
    return curation;
  }

  /** Who decides when nobody else is named. */
  get person(): Actor {
    return this.#store.person;
  }

  /** Lines of curation.jsonl that have no effect, in sentences. */
  get problems(): readonly string[] {
    return this.#store.log.events.problems;
  }

  /** What a crash had left at the end of curation.jsonl, and where it is kept now, in sentences. */
  get repairs(): readonly string[] {
    return this.#store.log.events.repairs;
  }

  /** Why the dataset file is out of date, in a sentence; null when it is not. */
  get datasetProblem(): string | null {
    return this.#store.projections.datasetProblem;
  }

  /** Why lists lack decisions that are saved, in a sentence; null when they have all. */
  get indexProblem(): string | null {
    const { waiting } = this.#store.projections;
    if (waiting === null) return null;
    const what = waiting === 0 ? "Decisions are" : waiting === 1 ? "1 decision is" : `${waiting} decisions are`;
    return `${what} saved, but the index cannot be written: lists of samples may not show them yet.`;
  }

  /** What is decided, for lists while the index lacks some of it; null when it has all. */
  reviewsInForce(): ReviewsInForce | null {
    return this.#store.projections.behind ? reviewsInForce(this.#store.state) : null;
  }

  /**
   * `curation.apply`: all actions are one step of undo. Resolves when its event is durable.
   * @param by who decides; by default the person at the screen.
   * @param within the queue in which it is decided; all actions are then about one comparison.
   * @param indexed "later": lists may lack it until `indexed`, which is for who decides quickly, one after the other.
   * @throws AssayError not_found, invalid_argument, refused, over_limit, disk_full …; nothing has changed then.
   */
  apply(
    actions: readonly CurationAction[],
    by: Actor = this.#store.person,
    within?: InQueue,
    indexed?: "now" | "later",
  ): Promise<CurationAnswer & { sealedDescription?: string }> {
    return apply(this.#store, this.#deps, actions, by, { within, indexed });
  }

  /** Resolves when lists show all that is decided, or after 1 s. */
  indexed(): Promise<void> {
    return this.#store.projections.indexed();
  }

  /**
   * Each action a step of its own, all in one write. Each is about another comparison.
   * @returns in order, what each did or why it was refused.
   * @throws AssayError refused while closing.
   */
  applyEach(actions: readonly CurationAction[], by: Actor): Promise<({ description: string } | AssayError)[]> {
    return applyEach(this.#store, this.#deps, actions, by);
  }

  /** @throws AssayError as `UndoCommands`. */
  undo(by: Actor = this.#store.person): Promise<UndoAnswer> {
    return this.#undo.undo(by);
  }

  /** @throws AssayError as `UndoCommands`. */
  redo(by: Actor = this.#store.person): Promise<UndoAnswer> {
    return this.#undo.redo(by);
  }

  /** @throws AssayError as `UndoCommands`. */
  undoEvent(eventId: string, by: Actor = this.#store.person): Promise<UndoAnswer> {
    return this.#undo.undoEvent(eventId, by);
  }

  /** Gives samples lines they had before, as one step of undo; see `restoreSamples`. @param title of what is returned to, for the history. */
  restore(samples: () => AsyncIterable<RestoredSample>, title: string, by: Actor = this.#store.person): Promise<CurationAnswer> {
    return restoreSamples(this.#store, this.#deps, { samples, by, title });
  }

  /** Takes over another reviewer's decisions as one step of undo; see `mergeLog`. */
  merge(options: Omit<MergeOptions, "by">, by: Actor = this.#store.person): Promise<Merged> {
    return mergeLog(this.#store, this.#deps, { ...options, by });
  }

  /** What reviewers said about every comparison that several of them decided about, by the merges in force. */
  verdicts(): Iterable<ComparisonVerdicts> {
    return this.#store.state.reviewers.all();
  }

  /** What filters ask of the decisions. */
  get keys(): DecisionKeys {
    return { conflicts: () => this.conflicts(), judged: this.#deps.judged };
  }

  /** The comparisons whose reviewers differ, and nobody has decided since. */
  conflicts(): string[] {
    return this.#store.state.reviewers.conflicts();
  }

  /** Replaces records by what their rows give now, as one step of undo; see `replaceRecords`. */
  replace(work: Omit<ReplaceWork, "by">, by: Actor = this.#store.person): Promise<ReplacementCounts> {
    return replaceRecords(this.#store, this.#deps, { ...work, by });
  }

  /** `curation.state`. @param kind of who asks. */
  state(kind: Actor["kind"] = "person"): CurationState {
    return this.#store.state.history.summary(kind);
  }

  /** `curation.history` */
  history({ limit }: Input<"curation.history">): Output<"curation.history"> {
    return this.#store.state.history.newest(limit);
  }

  /** `curation.previewGeneration`: what `generate` would do now, with a few examples. @throws AssayError of the index. */
  previewGeneration(scope: GenerationScope = {}): Promise<Output<"curation.previewGeneration">> {
    return this.#generator.preview(scope);
  }

  /**
   * `curation.generate`: automatic samples of the comparisons of a scope, in one step of undo. Comparisons that somebody has decided
   * are left alone. Idempotent.
   * @throws AssayError disk_full, io …; nothing has changed then.
   */
  async generate(scope: GenerationScope = {}, by: Actor = this.#store.person): Promise<Output<"curation.generate">> {
    const head = { actor: by.name, actor_kind: by.kind, trigger: "command" } as const;
    const { counts, comparisons, description } = await this.#generator.generate(scope, head);
    return { state: this.state(by.kind), description, comparisons, ...counts };
  }

  /**
   * Generation by the workspace's own setting, of comparisons from an offset of their journal on, which have to be indexed. It is no step of
   * undo, can be undone by itself in the history, and leaves alone what was undone of it.
   */
  generateFor(fromOffset: number): Promise<GenerationCounts> {
    return this.#generator.generateFor(fromOffset);
  }

  /** What is decided about a comparison. */
  readDecisions(key: string): Promise<Decisions> {
    return readDecisions(this.#store.log, key);
  }

  /** Whether a line of the dataset is a version of a sample that curation knows, current or past. @param key of the line. */
  isOwnWrite(key: string): boolean {
    return this.#store.state.samples.findByLine(key) !== undefined;
  }

  /** `samples.list` */
  listSamples(input: Input<"samples.list">, narrowing?: SampleNarrowing): Promise<Output<"samples.list">> {
    return listSamples(this.#deps.db, input, narrowing);
  }

  /** `samples.facets` */
  sampleFacets(): Promise<Output<"samples.facets">> {
    return sampleFacets(this.#deps.db);
  }

  /** Rows of a list, by ref. */
  getSampleRows(refs: readonly string[]): Promise<Map<string, SampleRow>> {
    return getSampleRows(this.#deps.db, refs);
  }

  /** What is decided so far: keys, tiers and offsets, no texts. Read-only. */
  get decided(): LogState {
    return this.#store.state;
  }

  /** `samples.get` @throws AssayError not_found */
  getSample({ ref }: Input<"samples.get">): Promise<Output<"samples.get">> {
    return getSample(this.#deps.db, this.#store.log, this.#deps.samples, ref);
  }

  /** The live dataset, line by line, byte for byte. */
  async *sampleLines({ tiers = [] }: { tiers?: readonly Tier[] } = {}): AsyncGenerator<string> {
    await this.flush();
    yield* datasetLines(this.#deps.samples.path, { tiers, isSample: this.#deps.isSample });
  }

  /** Brings training_samples.jsonl up to date. @throws AssayError disk_full, permission, io …; the file is then unchanged, and it is retried. */
  flush(): Promise<void> {
    return this.#store.projections.flush();
  }

  /** Rebuilds the index rows of curation, after the index was rebuilt. @throws AssayError of the index. */
  resync(): Promise<void> {
    return this.#store.resync();
  }

  /** Flushes and closes the log. Idempotent. @throws AssayError when the dataset file could not be written. */
  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    this.#store.stop();
    await this.#generator.settled();
    await this.#store.close();
  }
}
