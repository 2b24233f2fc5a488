import { AssayError, type ReplacementCounts, type Signal } from "../../../../contract/index.ts";
import { toObject } from "../../base/json-value.ts";
import type { KnownRecords } from "../../ingest/conversion/known-records.ts";
import { keyOfHash } from "../../records/line-hash.ts";
import type { LineHashSet } from "../../records/line-hash-set.ts";
import type { Database } from "../../store/duckdb.ts";
import type { Actor } from "../log/event.ts";
import type { EventSpool } from "../log/event-spool.ts";
import { CollectedSamples } from "../projections/collected-samples.ts";
import type { DatasetLines } from "../projections/long-lines.ts";
import { keepPairs, type ReplacedChannel } from "../state/replaced-lines.ts";
import type { CurationStore } from "../transaction/curation-store.ts";
import { describeReplacement } from "../transaction/describe.ts";
import { Transaction } from "../transaction/transaction.ts";
import { carryDecisions } from "./carry.ts";
import { describeConverter, type EarlierLine, FoundAgain, isSameRecord, type Pair } from "./compare.ts";
import { isLeftToMachines, takeAway } from "./remove.ts";
import { ReplacementFiles } from "./replacement-files.ts";

interface ReplaceDeps {
  db: Database;
  /** The dataset file. */
  samples: DatasetLines;
}

export interface ReplaceWork {
  /** What the file holds that was imported before; complete. */
  known: KnownRecords;
  /** The file as its owner knows it, for the history. */
  file: string;
  by: Actor;
  /** false: only counts. */
  commit: boolean;
  /** The journal of a channel; null while it is switched off. */
  journalPath(channel: ReplacedChannel): string | null;
  /** Hashes of the lines in the journals. */
  knownLines(): Promise<ReadonlyMap<string, LineHashSet>>;
  /** Appends the lines of a file to their journals, and waits for the index. */
  append(path: string): Promise<void>;
  stagingFolder: string;
  signal?: Signal | undefined;
}

const maxNamed = 20;
const maxEarlier = 5;
const samplesAtOnce = 500;

const tables = { events: "executions", comparisons: "comparisons" } as const;

/**
 * Replaces records by what their rows give now, and takes those away whose rows give none of their kind any more, as one step of undo. Old lines stay in their journals; new ones are announced, appended, and count
 * once the step is durable, so that a crash leaves either version. Decisions are carried (`carryDecisions`); samples that a person edited, and records
 * to be taken away about which somebody decided, stay.
 * No other step is taken meanwhile; counting alone holds nothing up.
 * @throws AssayError cancelled, disk_full, io …; the old version counts then.
 */
export function replaceRecords(store: CurationStore, deps: ReplaceDeps, work: ReplaceWork): Promise<ReplacementCounts> {
  const run = async () => {
    const found = await FoundAgain.open(deps.db, work.known);
    const files = new ReplacementFiles(work.stagingFolder);
    const spool = await store.spool<null>();
    try {
      const step = new Step(store, deps, spool);
      const lines = await work.knownLines();
      for (const channel of ["events", "comparisons"] as const) {
        const journal = work.journalPath(channel);
        if (journal === null) continue;
        for await (const pairs of found.changed(channel, tables[channel], journal)) {
          refuseCancelled(work);
          step.note(pairs.map(({ oldLine }) => oldLine));
          if (channel === "comparisons") await step.carry(pairs);
          await files.add(channel, pairs, lines.get(channel));
        }
        for await (const back of found.back(channel, tables[channel])) await files.addBack(channel, back, lines.get(channel));
        for await (const gone of found.gone(channel, tables[channel], journal)) {
          refuseCancelled(work);
          await files.addGone(channel, channel === "comparisons" ? await step.removeComparisons(gone) : gone);
          step.note(gone.map(({ line }) => line));
        }
      }
      for await (const rows of found.changedSamples())
        for (let i = 0; i < rows.length; i += samplesAtOnce) {
          refuseCancelled(work);
          const some = rows.slice(i, i + samplesAtOnce);
          const texts = await found.readNew(some.map(({ at, len }) => ({ at: Number(at), len })));
          await step.replaceSamples(some.map(({ ref }, at) => ({ ref, line: texts[at] as Buffer })));
        }
      for await (const rows of found.goneSamples())
        for (let i = 0; i < rows.length; i += samplesAtOnce) {
          refuseCancelled(work);
          await step.removeSamples(rows.slice(i, i + samplesAtOnce), (sourceKey, line) => found.isSampleGone(sourceKey, line));
        }
      const { records, removed } = step.counts;
      const counts = { ...step.counts, records: records + files.records, removed: removed + files.removed };
      if (!work.commit || counts.records + counts.removed === 0) return counts;
      refuseCancelled(work);
      return { ...counts, steps: [await commit(store, work, files, spool, counts)] };
    } finally {
      await spool.close();
      await files.remove();
      await found.close();
    }
  };
  return work.commit ? store.exclusive(run) : run();
}

function refuseCancelled({ signal }: ReplaceWork): void {
  if (signal?.aborted) throw new AssayError("cancelled", "Replacing was cancelled: nothing was replaced.");
}

async function commit(
  store: CurationStore,
  work: ReplaceWork,
  files: ReplacementFiles,
  spool: EventSpool<null>,
  counts: ReplacementCounts,
): Promise<string> {
  const id = await files.pairs.finish();
  await files.lines.finish();
  const description = describeReplacement(work.file, counts);
  const changesLines = files.records + files.removed > 0;
  if (changesLines) await keepPairs(store.log.events.path, files.pairs.path, id);
  if (files.records > 0) {
    await store.stage({ id, side: "staged" }, `announced other versions of ${files.records} records of ${work.file}`);
    await work.append(files.lines.path);
  }
  const replaces = changesLines ? { replaces: { id, side: "new" as const } } : {};
  return store.commitSpooled("replace", spool, { actor: work.by.name, actor_kind: work.by.kind, description, ...replaces });
}

/** What the step changes beside the lines, slice by slice. */
class Step {
  readonly counts: ReplacementCounts = {
    records: 0,
    removed: 0,
    kept: 0,
    keptIn: [],
    carried: 0,
    lost: 0,
    lostIn: [],
    earlier: [],
    steps: [],
  };
  readonly #store: CurationStore;
  readonly #deps: ReplaceDeps;
  readonly #spool: EventSpool<null>;

  constructor(store: CurationStore, deps: ReplaceDeps, spool: EventSpool<null>) {
    this.#store = store;
    this.#deps = deps;
    this.#spool = spool;
  }

  /** Remembers who made the old lines. */
  note(lines: readonly Buffer[]): void {
    const { earlier } = this.counts;
    const by = lines[0] && describeConverter(lines[0]);
    if (by && !earlier.includes(by) && earlier.length < maxEarlier) earlier.push(by);
  }

  async carry(pairs: readonly Pair[]): Promise<void> {
    const decided = pairs.filter(({ old }) => this.#store.state.comparisons.has(keyOfHash(old)));
    if (decided.length === 0) return;
    const transaction = this.#begin(new CollectedSamples(this.#deps.db, this.#deps.samples));
    for (const pair of decided) {
      const [from, to] = [toVersion(keyOfHash(pair.old), pair.oldLine), toVersion(keyOfHash(pair.new), pair.newLine)];
      const { carried, lost } = await carryDecisions(transaction, this.#store.log, from, to);
      this.counts.carried += carried;
      this.#lose(lost, from.comparisonId);
    }
    await this.#spool.addAll(await transaction.changes(), null);
  }

  /** @returns those that go: nobody decided about them. */
  async removeComparisons(gone: readonly EarlierLine[]): Promise<EarlierLine[]> {
    const going: EarlierLine[] = [];
    const transaction = this.#begin(new CollectedSamples(this.#deps.db, this.#deps.samples));
    for (const one of gone) {
      const version = toVersion(keyOfHash(one.hash), one.line);
      const state = this.#store.state.comparisons.get(version.key);
      if (state !== undefined && !isLeftToMachines(state)) {
        this.#keep(version.comparisonId);
        continue;
      }
      if (state !== undefined) await takeAway(transaction, state, version);
      going.push(one);
    }
    await this.#spool.addAll(await transaction.changes(), null);
    return going;
  }

  /** @param isGone by source key and line. */
  async removeSamples(
    rows: readonly { ref: string; source_key: string }[],
    isGone: (sourceKey: string, line: Buffer) => boolean,
  ): Promise<void> {
    const transaction = await this.#beginSamples(rows);
    for (const { ref, source_key } of rows) {
      const sample = await transaction.sample(ref);
      if (!sample?.after) continue;
      const line = Buffer.from(sample.after.line, "utf8");
      if (!isGone(source_key, line)) continue;
      if (sample.after.edited) {
        this.#keep(nameSample(sample.after.line, ref));
        continue;
      }
      this.note([line]);
      transaction.setVersion(sample, null, "removed: its row gives no sample any more");
      this.counts.removed++;
    }
    await this.#spool.addAll(await transaction.changes(), null);
  }

  async replaceSamples(rows: readonly { ref: string; line: Buffer }[]): Promise<void> {
    const transaction = await this.#beginSamples(rows);
    const seen = new Set<string>();
    for (const { ref, line } of rows) {
      const sample = seen.has(ref) ? null : await transaction.sample(ref);
      seen.add(ref);
      if (!sample?.after) continue;
      const before = Buffer.from(sample.after.line, "utf8");
      if (isSameRecord(before, line)) continue;
      if (sample.after.edited) {
        this.#lose(1, nameSample(sample.after.line, ref));
        continue;
      }
      this.note([before]);
      transaction.setVersion(sample, { ...sample.after, line: line.toString("utf8") }, "replaced: its row was mapped again");
      this.counts.records++;
    }
    await this.#spool.addAll(await transaction.changes(), null);
  }

  #lose(count: number, id: string): void {
    if (count === 0) return;
    this.counts.lost += count;
    if (this.counts.lostIn.length < maxNamed) this.counts.lostIn.push(id);
  }

  #keep(id: string): void {
    this.counts.kept++;
    if (this.counts.keptIn.length < maxNamed) this.counts.keptIn.push(id);
  }

  async #beginSamples(rows: readonly { ref: string }[]): Promise<Transaction> {
    const { samples } = this.#store.state;
    const collected = new CollectedSamples(this.#deps.db, this.#deps.samples);
    await collected.load([...new Set(rows.map(({ ref }) => ref).filter((ref) => !samples.get(ref)))]);
    return this.#begin(collected);
  }

  #begin(collected: CollectedSamples): Transaction {
    return new Transaction(this.#store.log, collected);
  }
}

function nameSample(line: string, ref: string): string {
  const { sample_id: id } = toObject(JSON.parse(line));
  return typeof id === "string" ? id : ref;
}

function toVersion(key: string, line: Buffer) {
  const record = toObject(JSON.parse(line.toString("utf8")));
  const { query, candidates, winner, messages, comparison_id: id } = record;
  return {
    key,
    comparisonId: typeof id === "string" ? id : "",
    record: { query, candidates: Array.isArray(candidates) ? candidates : [], winner, messages },
  };
}
