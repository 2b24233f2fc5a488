import type { MergedEvent } from "../log/event.ts";
import type { EventRecord } from "./undo-history.ts";

/** One step of another reviewer, as a merge brought it. */
export interface MergedStep {
  id: string;
  actor: string;
  /** The one comparison it decides about; null: several, or none. */
  comparison: string | null;
  /** Positions in the order in which they were shown, where the log says it. */
  shown: readonly number[] | null;
  /** Its place among the events of all reviewers, in ms. */
  order: number;
}

type Kept = MergedStep & { type: MergedEvent["event"]["type"]; target: string | null; isPersons: boolean };

/** Steps that merges brought. Holds no texts. */
export class MergedSteps {
  readonly #merges: { merge: EventRecord; steps: Kept[] }[] = [];

  take(merge: EventRecord, merged: readonly MergedEvent[]): void {
    this.#merges.push({ merge, steps: merged.flatMap(toStep) });
  }

  /** Decisions of people in force, oldest first, each once, of the merges that are not undone. */
  decisions(): MergedStep[] {
    const byId = new Map<string, Kept>();
    for (const { merge, steps } of this.#merges) if (!merge.undone) for (const step of steps) byId.set(step.id, step);
    const inOrder = [...byId.values()].sort((one, other) => one.order - other.order || (one.id < other.id ? -1 : 1));
    const undone = new Set<string>();
    for (const { type, target } of inOrder) {
      if (target === null) continue;
      if (type === "redo") undone.delete(target);
      else undone.add(target);
    }
    return inOrder.filter(({ id, type, isPersons }) => type === "decide" && isPersons && !undone.has(id));
  }
}

function toStep({ event, order, as }: MergedEvent): Kept[] {
  // An event of several lines is about many comparisons.
  if (event.part !== 0) return [];
  const keys = new Set(event.changes.flatMap(({ of, comparison }) => (of === "repeat" ? [] : (comparison ?? []))));
  const [only = null] = keys;
  return [
    {
      id: event.event_id,
      actor: as ?? event.actor,
      comparison: keys.size === 1 && event.parts === 1 ? only : null,
      shown: event.shown ?? null,
      order,
      type: event.type,
      target: event.target,
      isPersons: (event.actor_kind ?? "person") === "person",
    },
  ];
}
