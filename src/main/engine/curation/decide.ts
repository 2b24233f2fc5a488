import { AssayError, type CurationAction, type CurationAnswer } from "../../../contract/index.ts";
import { smallStepBytes, YieldBudget } from "../async/yield-budget.ts";
import type { Database } from "../store/duckdb.ts";
import { type ActionParts, act } from "./actions.ts";
import type { Actor, BothVerdicts, Change } from "./log/event.ts";
import { repeatName } from "./log/repeat.ts";
import { comparisonsIn } from "./log/stored-changes.ts";
import { CollectedSamples } from "./projections/collected-samples.ts";
import type { DatasetLines } from "./projections/long-lines.ts";
import { describeEnd, endSecondLook, withVerdicts } from "./second-look.ts";
import { ComparisonsAhead, type FindComparisons } from "./transaction/comparisons-ahead.ts";
import type { CurationStore, HeadFields } from "./transaction/curation-store.ts";
import { describeSealed, describeStep } from "./transaction/describe.ts";
import { Transaction } from "./transaction/transaction.ts";

export interface DecideDeps {
  db: Database;
  /** The dataset file. */
  samples: DatasetLines;
  comparisons: FindComparisons;
}

/** One step, not committed yet. */
interface Step {
  changes: Change[];
  head: HeadFields & { description: string };
}

/** `curation.apply`: all actions are one step of undo. Resolves when its event is durable. @param indexed, @throws as `Curation.apply`. */
export function apply(
  store: CurationStore,
  deps: DecideDeps,
  actions: readonly CurationAction[],
  by: Actor,
  { within, indexed }: { within?: InQueue | undefined; indexed?: "now" | "later" | undefined } = {},
): Promise<CurationAnswer & { sealedDescription?: string }> {
  return store.exclusive(async () => {
    const comparisons = new ComparisonsAhead(deps.comparisons, actions);
    const { changes, head } = await decide(store, deps, { actions, by, comparisons, ...(within && { within }) });
    if (changes.length > 0) await store.commit("decide", changes, head, indexed);
    const { history } = store.state;
    const [entry] = changes.length > 0 ? history.newest(1) : [];
    const answer = {
      state: history.summary(by.kind),
      description: head.description,
      comparisons: comparisonsIn(changes),
      ...(entry && { entry }),
    };
    return head.sealed_description === undefined ? answer : { ...answer, sealedDescription: head.sealed_description };
  });
}

/** Where decisions about one comparison are made. */
export interface InQueue {
  queue: string;
  /** The comparison's positions in the order in which they are shown. */
  shown: readonly number[];
  /** While it is sealed, the dataset is left alone: what is in it would tell which candidate is which. "done" catches it up. */
  isSealed: boolean;
  /** It is the second look at the comparison: what is decided is not in force. */
  isRepeat?: boolean;
}

/** Each action a step of its own, all in one write. @returns in order, what each did or why it was refused. */
export function applyEach(
  store: CurationStore,
  deps: DecideDeps,
  actions: readonly CurationAction[],
  by: Actor,
): Promise<({ description: string } | AssayError)[]> {
  if (actions.length === 0) return Promise.resolve([]);
  return store.exclusive(async () => {
    const comparisons = new ComparisonsAhead(deps.comparisons, actions);
    const steps: (Step | AssayError)[] = [];
    for (const [index, action] of actions.entries()) {
      steps.push(await decide(store, deps, { actions: [action], by, comparisons, from: index }).catch(refusal));
    }
    const changed = steps.flatMap((step) => (step instanceof AssayError || step.changes.length === 0 ? [] : [step]));
    const failure = await store.commitAll("decide", changed).catch(refusal);
    return steps.map((step) => (step instanceof AssayError ? step : (failure ?? { description: step.head.description })));
  });
}

function refusal(thrown: unknown): AssayError {
  if (thrown instanceof AssayError) return thrown;
  throw thrown;
}

/** What some actions change as one step. @param from index of the first action among those that `comparisons` was made for. */
async function decide(
  store: CurationStore,
  { db, samples: dataset }: DecideDeps,
  given: { actions: readonly CurationAction[]; by: Actor; comparisons: ComparisonsAhead; from?: number; within?: InQueue },
): Promise<Step> {
  const { actions, by, comparisons, from = 0, within } = given;
  const isSealed = within?.isSealed ?? false;
  const { samples } = store.state;
  const collected = new CollectedSamples(db, dataset);
  const refs = actions.flatMap((action) => ("sample" in action && !samples.get(action.sample) ? [action.sample] : []));
  await collected.load([...new Set(refs)]);
  const transaction = new Transaction(store.log, collected);
  const decisions: Parameters<typeof describeStep>[0][number][] = [];
  const partsAt = (index: number, isNamed: boolean): ActionParts => ({
    transaction,
    registry: samples,
    nowS: store.nowS,
    by: by.kind,
    isSealed,
    comparison: async (key) => {
      const found = await comparisons.get(key, from + index);
      return within?.isRepeat && isNamed ? { ...found, key: repeatName(within.queue, key) } : found;
    },
  });
  const budget = new YieldBudget();
  for (const [index, action] of actions.entries()) {
    // What it reads may be in memory, and then nothing else yields.
    await budget.spend(smallStepBytes);
    const { touches } = transaction;
    try {
      const target = await act(partsAt(index, true), action);
      if (transaction.touches > touches) decisions.push({ action, target });
    } catch (thrown) {
      throw actions.length > 1 ? withPrefix(thrown, `Decision ${index + 1} of ${actions.length}`) : thrown;
    }
  }
  const removed = isSealed ? 0 : await transaction.removeOutranked("touched");
  const end = within?.isRepeat ? decisions.find(({ action }) => action.type === "done" && action.done)?.action : undefined;
  const verdicts =
    within && end && "comparison" in end
      ? await endSecondLook(partsAt(actions.length - 1, false), store.state, { queue: within.queue, key: end.comparison, by })
      : null;
  const made = await transaction.changes();
  const changes = verdicts ? withVerdicts(made, verdicts) : made;
  const description = changes.length === 0 ? "nothing changed" : describeStep(decisions, removed, within?.shown) + inLook(within, verdicts);
  const head = { actor: by.name, actor_kind: by.kind, description, decisions: decisions.length };
  return { changes, head: within ? { ...head, ...inQueue(within, changes.length > 0 ? decisions : []) } : head };
}

/** Of a second look that is not taken for the first. */
const inLook = (within: InQueue | undefined, verdicts: BothVerdicts | null) =>
  within?.isRepeat ? ` (second look${verdicts ? `, ${describeEnd(verdicts)}` : ""})` : "";

const inQueue = ({ queue, shown }: InQueue, decisions: Parameters<typeof describeStep>[0]) => ({
  queue,
  shown,
  sealed_description: describeSealed(decisions, shown),
});

function withPrefix(thrown: unknown, prefix: string): unknown {
  if (!(thrown instanceof AssayError)) return thrown;
  const { code, message, fix, where } = thrown;
  return new AssayError(code, `${prefix}: ${message}`, { ...(fix && { fix }), ...(where && { where }), cause: thrown });
}
