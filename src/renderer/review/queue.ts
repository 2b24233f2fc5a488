import type { CurationAction, ErrorValue, GenerationScope, Result } from "../../contract/index.ts";

/**
 * One step a person took: a decision, undo or redo of the newest one, undo of an older one, or a generation of samples.
 * `toast`: also shown as a notification, because the view with the status line may not be on screen.
 */
export type Step =
  | { kind: "apply"; actions: readonly CurationAction[]; words: string }
  | { kind: "undo" | "redo"; toast?: boolean }
  | { kind: "undoEvent"; eventId: string }
  | { kind: "generate"; scope: GenerationScope; onEnd: (ok: boolean) => void };

export interface QueuedStep {
  readonly id: number;
  readonly step: Step;
}

/** A decision that did not reach the disk, kept so that a person can send it again. */
export interface FailedStep extends QueuedStep {
  readonly error: ErrorValue;
}

export interface QueueState {
  /** Oldest first: those that are on disk and not shown as that, then the one on its way to the engine, then the rest. */
  readonly waiting: readonly QueuedStep[];
  readonly failed: readonly FailedStep[];
  /** Steps that the engine has put on disk since this screen started, as far as that is shown. */
  readonly savedSteps: number;
}

export interface DecisionQueue {
  getState(): QueueState;
  subscribe(listener: () => void): () => void;
  /** Adds a decision at the end; it is sent when all before it are answered. */
  decide(actions: readonly CurationAction[], words: string): void;
  /** Like a decision, behind all that wait. @param toast see `Step`. */
  undo(toast?: boolean): void;
  redo(toast?: boolean): void;
  /** Undoes one event of the history, whatever came after it. */
  undoEvent(eventId: string): void;
  /** Generates samples. @param onEnd called when they are on disk, with true, or when they are not. @param scope by default all, by the thresholds. */
  generate(onEnd: (ok: boolean) => void, scope?: GenerationScope): void;
  /** Sends a failed decision again, at the end of the queue. */
  retry(id: number): void;
  /** Discards a failed decision. */
  dismiss(id: number): void;
  /** Another workspace was opened: nothing of this one may be sent there, or be said about it. */
  startOver(): void;
}

/** How a step reaches the engine. Answers a failure as a value; must not throw. */
export type SendStep<Answer> = (step: Step) => Promise<Result<Answer>>;

/**
 * Sends decisions one at a time in the order they were made, however fast they come: the order of the journal is the order of the
 * key presses, and undo reverts the step the person means. A failed decision leaves the queue and is kept in `failed`.
 *
 * That a decision is on disk is shown with the next step, or when `whenCalm` says so: drawn by itself it would hold up the comparison that is being
 * painted. A failure is shown at once.
 * @param send how a step reaches the engine.
 * @param onSaved called for each step that is on disk, in their order, before its optimistic mark is taken off.
 * @param whenCalm calls what it is given once nothing is being painted; only the newest counts.
 */
export function createDecisionQueue<Answer>(
  send: SendStep<Answer>,
  onSaved: (step: Step, answer: Answer) => void,
  whenCalm: (show: () => void) => void = (show) => show(),
): DecisionQueue {
  let state: QueueState = { waiting: [], failed: [], savedSteps: 0 };
  let nextId = 1;
  let running = false;
  /** On disk and not shown as that: the oldest of those in `waiting`. */
  let saved: { step: Step; answer: Answer }[] = [];
  const listeners = new Set<() => void>();

  const set = (next: QueueState) => {
    state = next;
    for (const listener of listeners) listener();
  };

  /** The state once what is on disk is shown. */
  const withSaved = (): QueueState => {
    const shown = saved;
    saved = [];
    for (const { step, answer } of shown) onSaved(step, answer);
    return shown.length === 0
      ? state
      : { ...state, waiting: state.waiting.slice(shown.length), savedSteps: state.savedSteps + shown.length };
  };

  const showSaved = () => {
    if (saved.length > 0) set(withSaved());
  };

  const add = (step: Step) => {
    const before = withSaved();
    set({ ...before, waiting: [...before.waiting, { id: nextId++, step }] });
    if (!running) void run();
  };

  const run = async () => {
    running = true;
    for (let head = state.waiting[saved.length]; head !== undefined; head = state.waiting[saved.length]) {
      const { id, step } = head;
      const answer = await send(step);
      if (!state.waiting.some((one) => one.id === id)) continue;
      if (answer.ok) {
        saved.push({ step, answer: answer.value });
        if (step.kind === "apply") whenCalm(showSaved);
        else showSaved();
      } else {
        const before = withSaved();
        const rest = before.waiting.filter((one) => one.id !== id);
        const { remaining, isUndone } = withoutItsUndo(step, rest);
        // A decision that was undone before it failed is not kept to be sent again.
        const isKept = step.kind === "apply" && !isUndone;
        set({ ...before, waiting: remaining, failed: isKept ? [...before.failed, { id, step, error: answer.error }] : before.failed });
      }
    }
    running = false;
  };

  return {
    getState: () => state,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    decide: (actions, words) => add({ kind: "apply", actions, words }),
    undo: (toast = false) => add({ kind: "undo", toast }),
    redo: (toast = false) => add({ kind: "redo", toast }),
    undoEvent: (eventId) => add({ kind: "undoEvent", eventId }),
    generate: (onEnd, scope = {}) => add({ kind: "generate", scope, onEnd }),
    retry: (id) => {
      const failed = state.failed.find((one) => one.id === id);
      if (failed === undefined) return;
      set({ ...state, failed: state.failed.filter((one) => one.id !== id) });
      add(failed.step);
    },
    startOver: () => {
      saved = [];
      set({ waiting: [], failed: [], savedSteps: 0 });
    },
    dismiss: (id) => set({ ...state, failed: state.failed.filter((one) => one.id !== id) }),
  };
}

/**
 * After a step failed, an undo that was pressed for it must not undo an older step instead, and a redo pressed after that undo must not
 * redo an older one. After an undo failed, the same holds for the redo pressed for it.
 * @returns `rest` without those two, which are found as brackets are matched; `isUndone` when the failed step was undone and not redone.
 */
export function withoutItsUndo(failed: Step, rest: readonly QueuedStep[]): { remaining: readonly QueuedStep[]; isUndone: boolean } {
  const undo = failed.kind === "undo" ? undefined : findUndo(rest);
  const redo = failed.kind === "undo" ? findRedo(rest) : undo && findRedo(rest.slice(rest.indexOf(undo) + 1));
  return { remaining: rest.filter((one) => one !== undo && one !== redo), isUndone: undo !== undefined && redo === undefined };
}

/** The undo in `rest` that undoes what was done before `rest`. */
function findUndo(rest: readonly QueuedStep[]): QueuedStep | undefined {
  let depth = 0;
  for (const one of rest) {
    if (one.step.kind !== "undo") depth += 1;
    else if (depth === 0) return one;
    else depth -= 1;
  }
  return undefined;
}

/** The redo in `rest` that redoes what was undone before `rest`: undefined after a new decision, which leaves nothing to redo. */
function findRedo(rest: readonly QueuedStep[]): QueuedStep | undefined {
  let depth = 0;
  for (const one of rest) {
    if (one.step.kind === "undo") depth += 1;
    else if (one.step.kind !== "redo") return undefined;
    else if (depth === 0) return one;
    else depth -= 1;
  }
  return undefined;
}

/** All decisions that are not on disk yet, oldest first. */
export function unsavedActions(waiting: readonly QueuedStep[]): CurationAction[] {
  return waiting.flatMap(({ step }) => (step.kind === "apply" ? step.actions : []));
}

const none: readonly CurationAction[] = [];
const byWaiting = new WeakMap<readonly QueuedStep[], Map<string, readonly CurationAction[]>>();
/** Of the queue that was asked about last. */
let lastKnown = new Map<string, readonly CurationAction[]>();
const areSame = (a: readonly CurationAction[], b: readonly CurationAction[]) => a.length === b.length && a.every((one, i) => one === b[i]);

/**
 * The actions on one comparison that are not on disk yet, oldest first. The same array while they are the same, and always the same empty one, so that what
 * shows other comparisons is not drawn again, nor this one for a decision on another.
 */
export function getUnsaved(comparison: string, waiting: readonly QueuedStep[]): readonly CurationAction[] {
  let known = byWaiting.get(waiting);
  if (known === undefined) {
    known = new Map();
    for (const action of unsavedActions(waiting)) {
      if ("comparison" in action) known.set(action.comparison, [...(known.get(action.comparison) ?? []), action]);
    }
    for (const [key, actions] of known) {
      const last = lastKnown.get(key);
      if (last !== undefined && areSame(last, actions)) known.set(key, last);
    }
    lastKnown = known;
    byWaiting.set(waiting, known);
  }
  return known.get(comparison) ?? none;
}
