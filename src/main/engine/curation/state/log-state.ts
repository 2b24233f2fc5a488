import { isDeepStrictEqual } from "node:util";
import { type CandidateState, noMarks, undecidedCandidate } from "../../../../contract/index.ts";
import { type Change, type EventPart, type PartRef, type Replacement, type TextRef, toMarks, toOutcome } from "../log/event.ts";
import type { EventConsumer, UnfinishedEvent } from "../log/event-log.ts";
import { fromRepeatChange, isRepeatName } from "../log/repeat.ts";
import type { ComparisonState } from "./comparison-state.ts";
import { MergedSteps } from "./merged-steps.ts";
import { QueueTraces } from "./queue-traces.ts";
import { Repeats } from "./repeats.ts";
import { Reviewers, settles } from "./reviewers.ts";
import { SampleRegistry } from "./sample-registry.ts";
import { StagedComparisons } from "./staged-comparisons.ts";
import { type Effect, type EventRecord, UndoHistory } from "./undo-history.ts";
import { personsWord } from "./verdict-word.ts";

interface Unfinished {
  id: string;
  nextPart: number;
  from: PartRef;
  /** What it makes of comparisons, and of everything else: in force once all of its lines are there. */
  staged: StagedComparisons;
  effects: Effect[];
  keys: Set<string>;
  /** Changes of a second look, and others. */
  repeats: number;
  others: number;
}

/** Comparisons that the history names per event; a bulk event has thousands. */
const maxKeys = 20;

/**
 * The state of curation: the newest `after` of everything in curation.jsonl. Holds keys, tiers and offsets, no texts. Pure: it is told of
 * lines and reads nothing itself.
 */
export class LogState implements EventConsumer {
  readonly comparisons = new Map<string, ComparisonState>();
  readonly samples = new SampleRegistry();
  readonly history = new UndoHistory();
  /** What replacements say, the newest word about each last. */
  readonly replacements = new Map<string, Replacement>();
  readonly queues = new QueueTraces();
  /** What merged logs say about comparisons that several reviewers decided about. */
  readonly reviewers = new Reviewers();
  /** Other reviewers' steps, as merges brought them. */
  readonly merged = new MergedSteps();
  /** Second looks in blind queues; never in force. */
  readonly repeats = new Repeats();
  #unfinished: Unfinished | null = null;

  /** What is decided about a comparison, or in its second look. @param name its key, or a `repeatName`. */
  decided(name: string): ComparisonState | undefined {
    return (isRepeatName(name) ? this.repeats.looks : this.comparisons).get(name);
  }

  candidate(name: string, position: number): CandidateState {
    return this.decided(name)?.candidates.get(position) ?? undecidedCandidate;
  }

  /**
   * Takes the next line of the log.
   * @returns null, or why it has no effect.
   */
  take(part: EventPart, at: PartRef): string | null {
    if (part.part === 0) {
      const left = this.dropUnfinished();
      if (this.history.has(part.event_id)) return `repeats the event ${part.event_id}`;
      const staged = new StagedComparisons((name) => this.decided(name));
      this.#unfinished = { id: part.event_id, nextPart: 0, from: at, staged, effects: [], keys: new Set(), repeats: 0, others: 0 };
      const problem = this.#takePart(this.#unfinished, part, at);
      return problem ?? (left && `comes after event ${left.id}, which is there in part only and has no effect`);
    }
    const unfinished = this.#unfinished;
    if (!unfinished || unfinished.id !== part.event_id || unfinished.nextPart !== part.part) {
      return `is part ${part.part + 1} of ${part.parts} of an event whose other parts are not before it`;
    }
    return this.#takePart(unfinished, part, at);
  }

  dropUnfinished(): UnfinishedEvent | null {
    const unfinished = this.#unfinished;
    this.#unfinished = null;
    return unfinished && { id: unfinished.id, from: unfinished.from, lines: unfinished.nextPart };
  }

  #takePart(event: Unfinished, part: EventPart, at: PartRef): string | null {
    for (const [index, change] of part.changes.entries()) {
      this.#takeChange(event, change, { part: at, change: index });
      if (change.of === "repeat") event.repeats++;
      else event.others++;
      if (part.queue !== undefined && change.of === "review") event.effects.push(this.queues.toEffect(part.queue, change));
      const key = change.comparison;
      if (key !== null && event.keys.size < maxKeys) event.keys.add(key);
    }
    for (const verdicts of part.verdicts ?? []) event.effects.push((record) => this.reviewers.takeVerdicts(record, verdicts));
    const { merged } = part;
    if (merged) event.effects.push((record) => this.merged.take(record, merged));
    const repeats = part.repeats ?? [];
    if (part.type === "merge") event.effects.push((record) => this.repeats.takeMerged(record, repeats));
    for (const [ref, ordinals] of part.places) event.effects.push(() => this.samples.setFilePositions(ref, ordinals));
    event.nextPart++;
    if (event.nextPart < part.parts) return null;
    this.#unfinished = null;
    const record: EventRecord = {
      id: part.event_id,
      atMs: part.at,
      actor: part.actor,
      actorKind: part.actor_kind ?? (part.type === "generate" ? "auto" : "person"),
      type: part.type,
      version: part.schema_version,
      description: part.description,
      decisions: part.decisions,
      isStep: ["decide", "revert", "replace", "merge"].includes(part.type) || (part.type === "generate" && part.trigger === "command"),
      target: part.target,
      replaces: part.replaces ?? null,
      undone: false,
      ...(part.shown === undefined ? {} : { shown: part.shown }),
      ...(part.queue === undefined ? {} : { queue: part.queue }),
      ...(part.sealed_description === undefined ? {} : { sealedDescription: part.sealed_description }),
      ...(event.repeats > 0 ? { isSecondLook: true } : {}),
      ...(event.repeats > 0 && event.others === 0 ? { isRepeat: true } : {}),
      keys: [...event.keys],
      offset: event.from.offset,
      length: at.offset + at.length + 1 - event.from.offset,
    };
    for (const [name, state] of event.staged.all()) (isRepeatName(name) ? this.repeats.looks : this.comparisons).set(name, state);
    for (const effect of event.effects) effect(record);
    if (part.replaces) {
      this.replacements.delete(part.replaces.id);
      this.replacements.set(part.replaces.id, part.replaces);
    }
    const { queue } = record;
    if (queue !== undefined) {
      for (const key of record.keys) {
        this.queues.touch(queue, key);
        if (!this.queues.revealed(queue).has(key)) continue;
        this.repeats.takeFirst(queue, key, record.actor, () => personsWord(this.comparisons.get(key)));
      }
    }
    return this.history.take(record);
  }

  /** Keys of the comparisons whose note is at one of these places: the offset of its line and the position of its change in it. */
  keysOfNotes(places: ReadonlySet<number>): string[] {
    const keys: string[] = [];
    for (const [key, { note }] of this.comparisons) if (note && places.has(note.part.offset + note.change)) keys.push(key);
    return keys;
  }

  /** Notes what a change makes of the state. What is noted holds none of the change's texts. */
  #takeChange({ staged, effects }: Unfinished, stored: Change, text: TextRef): void {
    if (stored.of === "sample") {
      effects.push(this.samples.toEffect(stored, text));
      return;
    }
    const change = stored.of === "repeat" ? fromRepeatChange(stored) : stored;
    const key = change.comparison;
    const state = staged.get(key);
    let isDecision = true;
    if (change.of === "candidate") {
      const { tier, rejected, by, sample } = change.after;
      state.candidates.set(change.position, { tier, rejected, by, sample });
    } else {
      const note = change.after.note === "" ? null : text;
      const marks = toMarks(change.after);
      Object.assign(state, toOutcome(change.after), { note, marks: isDeepStrictEqual(marks, noMarks) ? noMarks : marks });
      isDecision = settles(change);
    }
    if (isDecision && this.reviewers.has(key)) effects.push((event) => this.reviewers.takeDecision(event, key));
    if (stored.of !== "repeat" || stored.change.of !== "review" || stored.change.after.done !== true) return;
    const { queue, comparison, verdicts } = stored;
    effects.push((event) => this.repeats.reveal(event, queue, comparison, verdicts));
  }
}
