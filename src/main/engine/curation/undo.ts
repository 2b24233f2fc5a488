import { AssayError, type CurationAnswer, maxNamedComparisons } from "../../../contract/index.ts";
import type { DecideDeps } from "./decide.ts";
import type { Actor, Change, Replacement } from "./log/event.ts";
import { comparisonsIn, readChanges } from "./log/stored-changes.ts";
import { CollectedSamples } from "./projections/collected-samples.ts";
import { reverse } from "./reverse.ts";
import type { LogState } from "./state/log-state.ts";
import type { EventRecord } from "./state/undo-history.ts";
import type { CurationStore } from "./transaction/curation-store.ts";
import { describeReversal, withStays } from "./transaction/describe.ts";
import { Transaction } from "./transaction/transaction.ts";

/** `revert` undoes one event of the history, whatever came after it. */
type Reversal = "undo" | "redo" | "revert";

/** The answer, and what is said instead while the step's comparison is sealed in its queue. */
export type UndoAnswer = CurationAnswer & { queue?: string; sealedDescription?: string; isSecondLook?: boolean };

const wordsOf = ({ description, sealedDescription }: EventRecord) => sealedDescription ?? description;
const isDone = (state: LogState, key: string | null) => key === null || state.comparisons.get(key)?.marks.done === true;

/** Undo of a step that was made in a queue is made in it, too. */
function sealedHead(type: Reversal, step: EventRecord, root: EventRecord) {
  const { queue, sealedDescription } = step;
  if (queue === undefined || sealedDescription === undefined) return {};
  const words = describeReversal(type, { description: sealedDescription }, { description: root.sealedDescription ?? sealedDescription });
  return { queue, sealed_description: words };
}

/** Undo, redo and undo of one event of the history. */
export class UndoCommands {
  readonly #store: CurationStore;
  readonly #deps: Pick<DecideDeps, "db" | "samples">;

  constructor(store: CurationStore, deps: Pick<DecideDeps, "db" | "samples">) {
    this.#store = store;
    this.#deps = deps;
  }

  /** `curation.undo`: undoes the newest step of `by`'s kind. @throws AssayError refused when there is none; disk_full, io … */
  undo(by: Actor): Promise<UndoAnswer> {
    return this.#store.exclusive(() => this.#undo(by));
  }

  /** `curation.redo`: redoes the step undone last. @throws AssayError refused when there is none; disk_full, io … */
  redo(by: Actor): Promise<UndoAnswer> {
    return this.#store.exclusive(async () => {
      const step = this.#store.state.history.nextRedo(by.kind);
      if (!step) throw new AssayError("refused", "Nothing to redo.");
      return this.#reverse("redo", step, by);
    });
  }

  /**
   * `curation.undoEvent`: undoes one event of the history. The newest step is undone as `undo` does; any other by a step of its own, which
   * leaves what was changed later.
   * @throws AssayError not_found, refused (it is undone, or all of it was changed later), disk_full, io …
   */
  undoEvent(eventId: string, by: Actor): Promise<UndoAnswer> {
    return this.#store.exclusive(async () => {
      const { history } = this.#store.state;
      const event = history.get(eventId);
      if (!event || !history.isListed(event)) {
        throw new AssayError("not_found", "There is no such step in the history.", {
          where: eventId,
          fix: "The list may be older than the history: load it again.",
        });
      }
      if (event.undone) throw new AssayError("refused", `This step is undone already: ${wordsOf(event)}.`);
      return history.nextUndo(by.kind) === event ? this.#undo(by) : this.#reverse("revert", event, by);
    });
  }

  async #undo(by: Actor): Promise<UndoAnswer> {
    const { history } = this.#store.state;
    const step = history.nextUndo(by.kind);
    if (step) return this.#reverse("undo", step, by);
    const others = by.kind === "agent" ? history.nextUndo("person") : undefined;
    throw new AssayError("refused", "Nothing to undo.", {
      ...(others && { fix: `The newest step is a person's (${others.description}): --actor-kind person undoes it.` }),
    });
  }

  /** @throws AssayError refused when records were replaced again since: each version stands on the one before. */
  #refuseBeforeLater(step: EventRecord, root: EventRecord): void {
    const later = this.#store.state.history.laterReplacement(step.type === "revert" ? root : step);
    if (!later || later === root) return;
    throw new AssayError("refused", `Records were replaced again since: ${later.description}.`, { fix: "Undo that step first." });
  }

  /** Commits the reversal of a step. Call it in `exclusive`. */
  async #reverse(type: Reversal, step: EventRecord, by: Actor): Promise<UndoAnswer> {
    const { log, state } = this.#store;
    const { db, samples } = this.#deps;
    const root = state.history.toRoot(step);
    const replaces = toReplacement(type, step);
    if (replaces) this.#refuseBeforeLater(step, root);
    // A generation, a mapping run again and a merge may be too big for memory.
    const spool = ["generate", "replace", "merge"].includes(root.type) ? await this.#store.spool<null>() : null;
    try {
      let all: Change[] = [];
      let count = 0;
      let of = 0;
      const comparisons = new Set<string>();
      for await (const slice of readChanges(log.events, step, spool !== null)) {
        const transaction = new Transaction(log, new CollectedSamples(db, samples));
        const reversed = await reverse(transaction, slice, type === "redo" ? "redo" : "undo", type !== "revert");
        // Undo right after a generation reverses exactly it, also where it had removed what a decision outranked.
        const isDeferred = step.queue !== undefined && slice.every(({ comparison }) => !isDone(state, comparison));
        if ((type !== "undo" || step.type !== "generate") && !isDeferred) await transaction.removeOutranked("new");
        const changes = await transaction.changes();
        for (const key of comparisonsIn(changes)) if (comparisons.size < maxNamedComparisons) comparisons.add(key);
        if (spool) await spool.addAll(changes, null);
        else all = changes;
        count += reversed.left;
        of += reversed.units;
      }
      if (type === "revert" && of > 0 && count === of && !replaces) {
        throw new AssayError("refused", `All of it was changed later, and stays: ${wordsOf(step)}.`, {
          fix: "Undo the later steps first.",
        });
      }
      const stays = count > 0 ? { count, of } : null;
      const description = withStays(describeReversal(type, step, root), stays);
      const head = {
        actor: by.name,
        actor_kind: by.kind,
        description,
        target: step.id,
        ...sealedHead(type, step, root),
        ...(replaces && { replaces }),
      };
      if (spool) await this.#store.commitSpooled(type, spool, head);
      else await this.#store.commit(type, all, head);
      const answer = { state: state.history.summary(by.kind), comparisons: [...comparisons], ...(stays && { stays }) };
      const sealed = step.sealedDescription;
      return {
        ...answer,
        description: withStays(step.description, stays),
        ...(step.queue !== undefined && { queue: step.queue }),
        ...(step.isSecondLook && { isSecondLook: true }),
        ...(sealed !== undefined && { sealedDescription: withStays(sealed, stays) }),
      };
    } finally {
      await spool?.close();
    }
  }
}

/** What a reversal says about the lines that a step replaced or brought back; null when it did neither. */
function toReplacement(type: Reversal, { replaces }: EventRecord): Replacement | null {
  if (!replaces || type === "redo") return replaces;
  return { ...replaces, side: replaces.side === "new" ? "old" : "new" };
}
