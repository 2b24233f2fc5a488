import { YieldBudget } from "../../async/yield-budget.ts";
import type { EventPart } from "../log/event.ts";
import { settles } from "../state/reviewers.ts";
import { isLater, type KnownEvent, type LineRef } from "./known-event.ts";
import { Marks } from "./marks.ts";
import type { DecisionLog } from "./reviewer-log.ts";

/** An event whose last lines have not come yet. */
interface Unfinished {
  event: KnownEvent;
  nextPart: number;
  lines: LineRef[];
  settles: Set<string>;
  marks: Marks;
}

/** A clock of ms cannot say more than Date can. */
const maxOrder = 8_640_000_000_000_000;

/**
 * The events of several logs, each once, by id. The order of a log's own events is their time in ms, made to increase: an event comes after
 * everything its log knew, so that a clock that goes back, or is behind another's, does not undo what somebody decided with the other's decision
 * in view (a Lamport clock, Communications of the ACM 21 (1978), 558–565).
 */
export class KnownEvents {
  readonly #byId = new Map<string, KnownEvent>();
  readonly #aimedAt = new Map<string, KnownEvent[]>();
  readonly #inForce = new Map<KnownEvent, boolean>();
  readonly marks = new Marks();
  /** Events that lack some of their lines. */
  unfinished = 0;

  /**
   * Adds a log, whole.
   * @param as the name of its reviewers whose name is in `taken`.
   * @throws AssayError of the log.
   */
  async add(log: DecisionLog, { as, taken = new Set() }: { as?: string; taken?: ReadonlySet<string> } = {}): Promise<void> {
    const budget = new YieldBudget();
    /** Comparisons that another reviewer's decision was in view of. */
    const seen = new Set<string>();
    let order = 0;
    let own: Unfinished | null = null;
    let brought: { event: KnownEvent; marks: Marks }[] = [];
    let nested: Unfinished | null = null;
    const take = (open: Unfinished | null, part: EventPart, line: LineRef, head: () => Partial<KnownEvent> & { order: number }) => {
      let at = open;
      if (part.part === 0) {
        if (open) this.unfinished++;
        at = begin(part, head());
      } else if (!open || open.event.id !== part.event_id || open.nextPart !== part.part) {
        if (open) this.unfinished++;
        return null;
      }
      if (!at) return null;
      at.lines.push(line);
      at.marks.add(at.event, part.changes, line);
      at.nextPart++;
      return at;
    };
    for await (const { part, at } of log.parts()) {
      await budget.spend(at.length);
      if (part.part === 0) brought = [];
      const line = { ...at, log, merged: null };
      own = take(own, part, line, () => {
        order = Math.min(maxOrder, Math.max(Math.floor(part.at), order + 1));
        const isTaken = as !== undefined && taken.has(part.actor) && part.actor_kind !== "auto";
        return { order, ...(isTaken ? { actor: as } : {}) };
      });
      if (!own) continue;
      if (part.type === "decide" && own.event.kind === "person") {
        for (const change of part.changes) {
          const decides = change.of === "candidate" || (change.of === "review" && settles(change));
          if (decides && seen.has(change.comparison)) own.settles.add(change.comparison);
        }
      }
      for (const [merged, { event, order: its, as: actor, settles: its2 = [] }] of (part.merged ?? []).entries()) {
        order = Math.max(order, Math.min(maxOrder, its));
        nested = take(nested, event, { ...at, log, merged }, () => ({ order: its, ...(actor === undefined ? {} : { actor }) }));
        if (!nested) continue;
        for (const key of its2) nested.settles.add(key);
        if (nested.nextPart < event.parts) continue;
        brought.push({ event: finish(nested), marks: nested.marks });
        nested = null;
      }
      if (own.nextPart < part.parts) continue;
      const merge = this.#put(finish(own), log, null, own.marks);
      for (const { event, marks } of brought) {
        this.#put(event, log, merge, marks);
        for (const key of marks.comparisons.keys()) seen.add(key);
      }
      own = null;
    }
    if (own) this.unfinished++;
    this.#inForce.clear();
  }

  /** @returns the event as it is known. */
  #put(event: KnownEvent, log: DecisionLog, merge: KnownEvent | null, marks: Marks): KnownEvent {
    const known = this.#byId.get(event.id);
    if (known) {
      known.order = Math.max(known.order, event.order);
      known.in.push({ log, merge });
      return known;
    }
    event.in.push({ log, merge });
    this.#byId.set(event.id, event);
    if (event.target !== null) this.#aimedAt.set(event.target, [...(this.#aimedAt.get(event.target) ?? []), event]);
    this.marks.take(marks);
    return event;
  }

  all(): IterableIterator<KnownEvent> {
    return this.#byId.values();
  }

  /** Whether a log knows an event: it was made there, or brought by a merge that is not undone. */
  isIn(log: DecisionLog, event: KnownEvent): boolean {
    return event.in.some((place) => place.log === log && (place.merge === null || this.isInForce(place.merge)));
  }

  /** Whether an event counts: it is known to some log and not undone. Events decide by order who had the last word about another. */
  isInForce(event: KnownEvent): boolean {
    const answer = this.#inForce.get(event);
    if (answer !== undefined) return answer;
    // Only an event that names itself, by way of others, gets here twice.
    this.#inForce.set(event, false);
    const isKnown = event.in.some(({ merge }) => merge === null || this.isInForce(merge));
    const inForce = isKnown && !this.#isUndone(event);
    this.#inForce.set(event, inForce);
    return inForce;
  }

  #isUndone(event: KnownEvent): boolean {
    let last: KnownEvent | null = null;
    for (const one of this.#aimedAt.get(event.id) ?? []) {
      if (!isLater(one, event) || (last && !isLater(one, last))) continue;
      if (this.isInForce(one)) last = one;
    }
    return last !== null && last.type !== "redo";
  }
}

function begin(part: EventPart, { order, actor = part.actor }: Partial<KnownEvent> & { order: number }): Unfinished {
  const lines: LineRef[] = [];
  const event: KnownEvent = {
    id: part.event_id,
    order,
    actor,
    kind: part.actor_kind ?? (part.type === "generate" ? "auto" : "person"),
    type: part.type,
    target: part.target,
    settles: [],
    lines,
    in: [],
  };
  return { event, nextPart: 0, lines, settles: new Set(), marks: new Marks() };
}

function finish({ event, settles: keys }: Unfinished): KnownEvent {
  (event.settles as string[]).push(...keys);
  return event;
}
