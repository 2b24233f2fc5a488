import { hashKey, type QueryKey, replaceEqualDeep } from "@tanstack/react-query";
import type {
  ComparisonDetail,
  CurationAction,
  CurationAnswer,
  CurationState,
  HistoryEntry,
  Input,
  SampleDetail,
} from "../../contract/index.ts";
import { query } from "../state/queries.ts";
import { type Fetched, queryClient } from "../state/query-client.ts";
import type { Revision } from "../state/revisions.ts";
import { applyAction, type RowMarks, toRowMarks } from "./marks.ts";
import type { Step } from "./queue.ts";
import { createRecent } from "./recent.ts";
import { applyToSample } from "./sample-marks.ts";

const nowMs = () => performance.now();
/** Marks of recently decided comparisons, for list rows. */
export const recentMarks = createRecent<RowMarks>(nowMs);
/** Recent actions on samples, by ref. */
export const recentSampleActions = createRecent<readonly CurationAction[]>(nowMs);

const detailKey = (key: string) => ["comparisons.get", { key }];
const sampleKey = (ref: string) => ["samples.get", { ref }];
/** A query that is there. Filters look at every query that is kept, and a reviewer leaves hundreds behind: that was a fifth of what a decision allocated. */
const findQuery = (queryKey: QueryKey) => queryClient.getQueryCache().get(hashKey(queryKey));
/** Comparisons of a larger step are refetched only when they are viewed. */
const refreshAtMost = 50;

/** Applies a step that is on disk to the cached queries. @param revisions those that held when that was answered. */
export function takeSavedStep(step: Step, answer: CurationAnswer, revisions: Revision): void {
  queryClient.setQueryData<Fetched<CurationState>>(["curation.state", {}], (old) =>
    // Asked for after this answer, it knows more.
    old !== undefined && old.revisions.comparisons > revisions.comparisons ? old : { value: answer.state, revisions, tookMs: 0 },
  );
  if (answer.entry === undefined) refreshHistory();
  else takeHistoryEntry(answer.entry);
  // Last: marks are drawn in the next microtask, and the answers above with them.
  if (step.kind === "apply") for (const action of step.actions) takeAction(action);
  else void refreshComparisons(answer.comparisons);
  if (step.kind === "apply") return;
  recentSampleActions.forgetAll();
  void queryClient.invalidateQueries({ queryKey: ["samples.get"] });
}

/** The newest step goes before those that are shown; asking for all of them again took as long as the decision. */
function takeHistoryEntry(entry: HistoryEntry): void {
  for (const { queryKey, state } of queryClient.getQueryCache().getAll()) {
    if (queryKey[0] !== "curation.history" || state.data === undefined) continue;
    const known = state.data as Fetched<HistoryEntry[]>;
    const { limit } = queryKey[1] as Input<"curation.history">;
    const value = [entry, ...known.value.filter(({ eventId }) => eventId !== entry.eventId)].slice(0, limit);
    queryClient.setQueryData<Fetched<HistoryEntry[]>>(queryKey, { ...known, value });
  }
}

/**
 * Entries stay the same objects by their id. By default each is compared with the one at its place: a decision moves all of them by one, and each was
 * compared with another one in depth.
 */
function shareEntries(old: unknown, next: unknown): unknown {
  const before = old as Fetched<HistoryEntry[]> | undefined;
  const after = next as Fetched<HistoryEntry[]>;
  if (before === undefined) return after;
  const known = new Map(before.value.map((entry) => [entry.eventId, entry]));
  return { ...after, value: after.value.map((entry) => replaceEqualDeep(known.get(entry.eventId), entry)) };
}
queryClient.setQueryDefaults(["curation.history"], { structuralSharing: shareEntries });

let historyAskedMs = Number.NEGATIVE_INFINITY;

/** At most every 250 ms, for a key that is held down; what is skipped comes with the next snapshot. */
function refreshHistory(): void {
  if (nowMs() - historyAskedMs < 250) return;
  historyAskedMs = nowMs();
  void queryClient.invalidateQueries({ queryKey: ["curation.history"] });
}

/** After a failure the cache may differ from the disk: refetches what the step is about. */
export function refreshAfterFailure(step: Step): void {
  void queryClient.invalidateQueries({ queryKey: ["curation.state"] });
  void queryClient.invalidateQueries({ queryKey: ["curation.history"] });
  if (step.kind !== "apply") return;
  for (const action of step.actions) {
    void queryClient.invalidateQueries({ queryKey: "comparison" in action ? detailKey(action.comparison) : sampleKey(action.sample) });
  }
}

function takeAction(action: CurationAction): void {
  if ("comparison" in action) {
    const queryKey = detailKey(action.comparison);
    // A fetch under way predates this decision.
    void findQuery(queryKey)?.cancel({ revert: true });
    const taken = queryClient.setQueryData<Fetched<ComparisonDetail>>(queryKey, (old) =>
      old === undefined ? undefined : { ...old, value: applyAction(old.value, action) },
    );
    // What was sealed is revealed.
    if (action.type === "done" && taken?.value.sealed === true) reveal(action.comparison);
    if (taken !== undefined) recentMarks.set(action.comparison, toRowMarks(taken.value));
    return;
  }
  recentSampleActions.set(action.sample, [...(recentSampleActions.get(action.sample) ?? []), action]);
  const queryKey = sampleKey(action.sample);
  void findQuery(queryKey)?.cancel({ revert: true });
  queryClient.setQueryData<Fetched<SampleDetail>>(queryKey, (old) => {
    const value = old === undefined ? null : applyToSample(old.value, action);
    return old === undefined || value === null ? undefined : { ...old, value };
  });
}

const isOnScreen = (key: string) => findQuery(detailKey(key))?.isActive() === true;

const revealAfterMs = 400;
/** Those that somebody goes back to first; of others the sealed answer is dropped, and they are asked for when they are viewed. */
const revealAtMost = 3;
const toReveal = new Set<string>();
let revealTimer: ReturnType<typeof setTimeout> | undefined;

/** Asks what a sealed comparison was: at once where it is on screen; one that was left for the next when keys pause, because the next is what is waited for. */
function reveal(key: string): void {
  if (isOnScreen(key)) {
    void refreshComparison(key);
    return;
  }
  toReveal.add(key);
  clearTimeout(revealTimer);
  revealTimer = setTimeout(() => {
    const keys = [...toReveal];
    toReveal.clear();
    for (const [index, left] of keys.entries()) {
      if (isOnScreen(left) || index >= keys.length - revealAtMost) void refreshComparison(left);
      else queryClient.removeQueries({ queryKey: detailKey(left) });
    }
  }, revealAfterMs);
}

async function refreshComparisons(keys: readonly string[]): Promise<void> {
  for (const key of keys) recentMarks.forget(key);
  if (keys.length > refreshAtMost) {
    await queryClient.invalidateQueries({ queryKey: ["comparisons.get"] });
    return;
  }
  await Promise.all(keys.map(refreshComparison));
}

async function refreshComparison(key: string): Promise<void> {
  const queryKey = detailKey(key);
  await findQuery(queryKey)?.cancel({ revert: true });
  const had = queryClient.getQueryData<Fetched<ComparisonDetail>>(queryKey);
  if (had === undefined) return;
  const answer = await query("comparisons.get", { key });
  if (!answer.ok) return;
  queryClient.setQueryData<Fetched<ComparisonDetail>>(queryKey, { ...had, value: answer.value });
  recentMarks.set(key, toRowMarks(answer.value));
}
