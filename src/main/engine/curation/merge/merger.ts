import { AssayError, type CurationAnswer, type MergeReport, maxNamedComparisons } from "../../../../contract/index.ts";
import { YieldBudget } from "../../async/yield-budget.ts";
import type { Database } from "../../store/duckdb.ts";
import { type Actor, type BothVerdicts, type Change, type ComparisonVerdicts, newestOf } from "../log/event.ts";
import type { EventSpool } from "../log/event-spool.ts";
import { CollectedSamples } from "../projections/collected-samples.ts";
import type { DatasetLines } from "../projections/long-lines.ts";
import { isConflict } from "../state/reviewers.ts";
import type { FindComparisons } from "../transaction/comparisons-ahead.ts";
import type { CurationStore } from "../transaction/curation-store.ts";
import { Transaction } from "../transaction/transaction.ts";
import { applyCollected, applyComparison } from "./apply-marks.ts";
import { isLater, type KnownEvent } from "./known-event.ts";
import { KnownEvents } from "./known-events.ts";
import { type DecisionLog, ReviewerLog, toDecisionLog } from "./reviewer-log.ts";
import { counts, getVerdicts } from "./reviewer-verdicts.ts";

/** Comparisons and samples of one transaction: their texts are in memory. */
const atOnce = 200;
const maxNamed = 20;

export interface MergeDeps {
  db: Database;
  /** The dataset file. */
  samples: DatasetLines;
  comparisons: FindComparisons;
}

export interface MergeOptions {
  /** A workspace folder, or a curation.jsonl. */
  path: string;
  /** What the other log's reviewers are called whose name is a reviewer's of this workspace. */
  as?: string;
  /** Says what a merge would do and does nothing. */
  dryRun: boolean;
  by: Actor;
}

export interface Merged {
  report: Omit<MergeReport, "agreement">;
  /** Of every comparison that several reviewers decided about. */
  verdicts: readonly ComparisonVerdicts[];
  /** null: nothing was written. */
  answer: CurationAnswer | null;
}

/**
 * Takes over another reviewer's decisions in one step of undo. What is in force afterwards follows from the events of all logs alone, each
 * counted once by its id, so that logs can be merged in any order, and again.
 * @throws AssayError not_found, refused, disk_full, io …; nothing has changed then.
 */
export async function mergeLog(store: CurationStore, deps: MergeDeps, options: MergeOptions): Promise<Merged> {
  const other = await ReviewerLog.open(options.path);
  try {
    return await store.exclusive(() => merge(store, deps, other, options));
  } finally {
    await other.close();
  }
}

async function merge(store: CurationStore, deps: MergeDeps, other: ReviewerLog, { as, dryRun, by }: MergeOptions): Promise<Merged> {
  const own = toDecisionLog(store.log.events);
  const events = new KnownEvents();
  await events.add(own);
  const taken = new Set([...events.all()].flatMap((event) => (event.in.some(({ merge }) => merge === null) ? [event.actor] : [])));
  taken.add(store.person.name);
  await events.add(other, { ...(as === undefined ? {} : { as }), taken });
  const brought = [...events.all()]
    .filter((event) => isCarried(event) && !events.isIn(own, event) && events.isIn(other, event))
    .sort((one, its) => (isLater(one, its) ? 1 : -1));
  const spool = await store.spool<null>();
  try {
    const { keys, changes, verdicts, ...counted } = await apply(store, deps, events, spool);
    for (const event of brought) await addEvent(spool, event);
    const known = [...events.all()].filter((event) => isCarried(event) && events.isIn(own, event) && events.isIn(other, event)).length;
    const reviewers = [...new Set(brought.filter(({ kind }) => kind === "person").map(({ actor }) => actor))];
    const isNothing = brought.length === 0 && changes === 0;
    let answer: CurationAnswer | null = null;
    const description = describe(brought.length, reviewers);
    if (!isNothing && !dryRun) {
      for (const one of verdicts) await spool.addJson("verdicts", JSON.stringify(one), null);
      for (const one of othersRepeats(events, own)) await spool.addJson("repeats", JSON.stringify(one), null);
      await store.commitSpooled("merge", spool, { actor: by.name, actor_kind: by.kind, description });
      answer = { state: store.state.history.summary(by.kind), description, comparisons: keys };
    }
    const report = {
      ...counted,
      events: { new: brought.length, known },
      reviewers: reviewers.sort(),
      sameName: as === undefined && reviewers.some((name) => taken.has(name)),
      leftOutLines: other.leftOut,
      unfinishedEvents: events.unfinished,
      problems: other.problems,
      isMerged: answer !== null,
    };
    return { report, verdicts, answer };
  } finally {
    await spool.close();
  }
}

/** What others said who saw a comparison twice. One's own follow from the log. */
function othersRepeats(events: KnownEvents, own: DecisionLog): (BothVerdicts & { comparison: string })[] {
  const isOwn = (event: KnownEvent) => event.in.some(({ log, merge }) => log === own && merge === null);
  const others = events.marks.repeats.filter(({ event }) => !isOwn(event) && counts(event, events));
  return others.map(({ comparison, verdicts }) => ({ comparison, ...verdicts }));
}

/** Merges and generations stay in their log: what a merge brought is handed on, and each workspace generates by its own settings. */
const isCarried = ({ type }: KnownEvent) => !["merge", "place", "stage", "generate"].includes(type);

function describe(count: number, reviewers: readonly string[]): string {
  const of = reviewers.length === 0 ? "another log" : reviewers.slice(0, 3).join(", ") + (reviewers.length > 3 ? " and others" : "");
  return `merged ${count === 1 ? "1 event" : `${count} events`} of ${of}`;
}

async function apply(store: CurationStore, deps: MergeDeps, events: KnownEvents, spool: EventSpool<null>) {
  const { comparisons, collected } = events.marks;
  const verdicts: ComparisonVerdicts[] = [];
  const waiting = { comparisons: 0, samples: 0, named: [] as string[] };
  const changed = { comparisons: new Set<string>(), samples: new Set<string>() };
  let conflicts = 0;
  let changes = 0;
  const commit = async (transaction: Transaction) => {
    await transaction.removeOutranked("touched");
    const some = await transaction.changes();
    // Undo reads whole comparisons at a time.
    some.sort((one, its) => (nameOf(one) < nameOf(its) ? -1 : nameOf(one) > nameOf(its) ? 1 : 0));
    for (const change of some) {
      if (change.comparison !== null) changed.comparisons.add(change.comparison);
      if (change.of === "sample") changed.samples.add(change.ref);
    }
    changes += some.length;
    await spool.addAll(some, null);
  };
  const keys = [...comparisons.keys()].sort();
  for (let i = 0; i < keys.length; i += atOnce) {
    const some = keys.slice(i, i + atOnce);
    const there = await deps.comparisons(some);
    const transaction = start(store, deps);
    for (const key of some) {
      const marks = comparisons.get(key);
      if (!marks) continue;
      if (!there.has(key) && !store.state.comparisons.has(key)) {
        waiting.comparisons++;
        if (waiting.named.length < maxNamed) waiting.named.push(marks.comparisonId || key);
        continue;
      }
      const its = getVerdicts(key, marks, events);
      if (its) verdicts.push(its);
      const inConflict = its !== null && isConflict(its);
      if (inConflict) conflicts++;
      await applyComparison(transaction, events, { key, marks, inConflict });
    }
    await commit(transaction);
  }
  const refs = [...collected.keys()].sort();
  const budget = new YieldBudget();
  for (let i = 0; i < refs.length; i += atOnce) {
    const some = refs.slice(i, i + atOnce);
    const samples = new CollectedSamples(deps.db, deps.samples);
    await samples.load(some.filter((ref) => !store.state.samples.get(ref)));
    const transaction = new Transaction(store.log, samples);
    for (const ref of some) {
      const isHere = await applyCollected(transaction, events, { ref, marks: collected.get(ref) ?? [] });
      if (!isHere) waiting.samples++;
      await budget.spend(1000);
    }
    await commit(transaction);
  }
  return {
    changes,
    keys: [...changed.comparisons].slice(0, maxNamedComparisons),
    comparisons: changed.comparisons.size,
    samples: changed.samples.size,
    waiting,
    conflicts,
    verdicts,
  };
}

const nameOf = (change: Change) => change.comparison ?? "~";
const start = (store: CurationStore, deps: MergeDeps) => new Transaction(store.log, new CollectedSamples(deps.db, deps.samples));

/** Writes an event as it came. @throws AssayError damaged when another program changed its log. */
async function addEvent(spool: EventSpool<null>, { order, lines, actor, settles }: KnownEvent): Promise<void> {
  for (const [index, line] of lines.entries()) {
    const part = await (line.log as DecisionLog).part(line);
    const event = line.merged === null ? part : part.merged?.[line.merged]?.event;
    if (!event) throw new AssayError("damaged", `${line.log.path} was changed while it was read.`, { fix: "Merge it again." });
    const merged = {
      order,
      ...(actor === event.actor ? {} : { as: actor }),
      ...(settles.length === 0 || index > 0 ? {} : { settles }),
      event,
    };
    spool.version = newestOf([spool.version, event.schema_version]);
    await spool.addJson("merged", JSON.stringify(merged), null);
  }
}
