import { AssayError, type ReplacementCounts, type Signal } from "../../../../contract/index.ts";
import { toObject } from "../../base/json-value.ts";
import type { KnownRecords } from "../../ingest/conversion/known-records.ts";
import { hashLine, keyOfHash } from "../../records/line-hash.ts";
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
import { describeConverter, FoundAgain, isSameRecord, type Pair, ReplacementFiles } from "./compare.ts";

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
 * Replaces records by what their rows give now, as one step of undo. Old lines stay in their journals; new ones are announced, appended, and count
 * once the step is durable, so that a crash leaves either version. Decisions are carried (`carryDecisions`); samples that a person edited stay.
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
          step.note(pairs);
          if (channel === "comparisons") await step.carry(pairs);
          await files.add(channel, pairs, lines.get(channel));
        }
      }
      for await (const rows of found.changedSamples())
        for (let i = 0; i < rows.length; i += samplesAtOnce) {
          refuseCancelled(work);
          const some = rows.slice(i, i + samplesAtOnce);
          const texts = await found.readNew(some.map(({ at, len }) => ({ at: Number(at), len })));
          await step.replaceSamples(some.map(({ ref }, at) => ({ ref, line: texts[at] as Buffer })));
        }
      const counts = { ...step.counts, records: step.counts.records + files.records };
      if (!work.commit || counts.records === 0) return counts;
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
  if (files.records > 0) {
    await keepPairs(store.log.events.path, files.pairs.path, id);
    await store.stage({ id, side: "staged" }, `announced other versions of ${files.records} records of ${work.file}`);
    await work.append(files.lines.path);
  }
  const replaces = files.records > 0 ? { replaces: { id, side: "new" as const } } : {};
  return store.commitSpooled("replace", spool, { actor: work.by.name, actor_kind: work.by.kind, description, ...replaces });
}

/** What the step changes beside the lines, slice by slice. */
class Step {
  readonly counts: ReplacementCounts = { records: 0, carried: 0, lost: 0, lostIn: [], earlier: [], steps: [] };
  readonly #store: CurationStore;
  readonly #deps: ReplaceDeps;
  readonly #spool: EventSpool<null>;

  constructor(store: CurationStore, deps: ReplaceDeps, spool: EventSpool<null>) {
    this.#store = store;
    this.#deps = deps;
    this.#spool = spool;
  }

  /** Remembers who made the old lines. */
  note(pairs: readonly Pair[]): void {
    const { earlier } = this.counts;
    const by = pairs[0] && describeConverter(pairs[0].oldLine);
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

  async replaceSamples(rows: readonly { ref: string; line: Buffer }[]): Promise<void> {
    const { samples } = this.#store.state;
    const collected = new CollectedSamples(this.#deps.db, this.#deps.samples);
    await collected.load([...new Set(rows.map(({ ref }) => ref).filter((ref) => !samples.get(ref)))]);
    const transaction = this.#begin(collected);
    const seen = new Set<string>();
    for (const { ref, line } of rows) {
      const sample = seen.has(ref) ? null : await transaction.sample(ref);
      seen.add(ref);
      if (!sample?.after) continue;
      const before = Buffer.from(sample.after.line, "utf8");
      if (isSameRecord(before, line)) continue;
      if (sample.after.edited) {
        const { sample_id: id } = toObject(JSON.parse(sample.after.line));
        this.#lose(1, typeof id === "string" ? id : ref);
        continue;
      }
      this.note([{ old: hashLine(before), new: hashLine(line), oldLine: before, newLine: line }]);
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

  #begin(collected: CollectedSamples): Transaction {
    return new Transaction(this.#store.log, collected);
  }
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
