import type { Tier } from "../../../contract/index.ts";
import type { Step } from "./curation-steps.ts";
import { keyOf, sampleLine } from "./curation-workspace.ts";

export interface Sample {
  id: string;
  tier: Tier;
  output: string;
}
type Candidate = { tier: Tier | null; rejected: boolean };

/** What a person would expect, without files. */
export class Model {
  readonly keys: readonly string[];
  arrived: string[] = [];
  samples = new Map<string, Sample>();
  candidates = new Map<string, Candidate>();
  ties = new Set<number>();
  #undo: string[] = [];
  #redo: string[] = [];

  /** @param keys of the comparisons, as steps count them. */
  constructor(keys: readonly string[]) {
    this.keys = keys;
  }

  arrive(ref: string, sample: Sample): void {
    if (!this.arrived.includes(ref)) this.arrived.push(ref);
    this.samples.set(ref, sample);
  }

  /** The names of what is in the dataset and what was, as the steps count them. */
  ref(index: number): string {
    return this.arrived[index % Math.max(1, this.arrived.length)] ?? "none";
  }

  decide(work: () => boolean): void {
    const before = this.#snapshot();
    if (!work()) return;
    this.#undo.push(before);
    this.#redo = [];
  }

  move(from: "undo" | "redo"): boolean {
    const [stack, other] = from === "undo" ? [this.#undo, this.#redo] : [this.#redo, this.#undo];
    const snapshot = stack.pop();
    if (snapshot === undefined) return false;
    other.push(this.#snapshot());
    const { samples, candidates, ties, known } = JSON.parse(snapshot);
    // What was collected since is no decision, and stays; what was promoted since goes.
    const later = [...this.samples].filter(([ref]) => !known.includes(ref) && !ref.startsWith("s-"));
    this.samples = new Map([...samples, ...later]);
    this.candidates = new Map(candidates);
    this.ties = new Set(ties);
    return true;
  }

  get counts(): { canUndo: boolean; canRedo: boolean } {
    return { canUndo: this.#undo.length > 0, canRedo: this.#redo.length > 0 };
  }

  dataset(): Sample[] {
    return this.arrived.flatMap((ref) => this.samples.get(ref) ?? []);
  }

  #snapshot(): string {
    return JSON.stringify({ samples: [...this.samples], candidates: [...this.candidates], ties: [...this.ties], known: this.arrived });
  }
}

/**
 * The same step in the model; what `perform` should answer.
 * @param collected how many samples were collected, this step's among them.
 */
export function performInModel(state: Model, step: Step, collected: number): boolean {
  const { keys } = state;
  const candidateAt = (comparison: number, position: number) =>
    state.candidates.get(`${comparison}#${position}`) ?? { tier: null, rejected: false };
  const set = (comparison: number, position: number, candidate: Candidate) => state.candidates.set(`${comparison}#${position}`, candidate);
  const promoted = (comparison: number, position: number) => `s-${keys[comparison]}-${position}`;
  const sampleStep = (index: number, change: (sample: Sample, ref: string) => boolean): boolean => {
    const ref = state.ref(index);
    const sample = state.samples.get(ref);
    if (!sample) return false;
    state.decide(() => change(sample, ref));
    return true;
  };
  const origin = (ref: string) => /^s-([0-9a-f]{24})-(\d)$/.exec(ref);
  switch (step.do) {
    case "promote":
      state.decide(() => {
        if (candidateAt(step.comparison, step.position).tier === step.tier) return false;
        const ref = promoted(step.comparison, step.position);
        const output = state.samples.get(ref)?.output ?? `k-${step.comparison} answered by ${step.position}`;
        state.arrive(ref, { id: ref, tier: step.tier, output });
        set(step.comparison, step.position, { tier: step.tier, rejected: false });
        return true;
      });
      return true;
    case "reject":
    case "clear":
      state.decide(() => {
        const { tier: had, rejected } = candidateAt(step.comparison, step.position);
        if (step.do === "reject" ? rejected : had === null && !rejected) return false;
        state.samples.delete(promoted(step.comparison, step.position));
        set(step.comparison, step.position, { tier: null, rejected: step.do === "reject" });
        return true;
      });
      return true;
    case "tie":
      state.decide(() => !state.ties.has(step.comparison) && !!state.ties.add(step.comparison));
      return true;
    case "retier":
      return sampleStep(step.sample, (sample, ref) => {
        if (sample.tier === step.tier) return false;
        state.samples.set(ref, { ...sample, tier: step.tier });
        const from = origin(ref);
        if (from) set(keys.indexOf(from[1] ?? ""), Number(from[2]), { tier: step.tier, rejected: false });
        return true;
      });
    case "edit":
      return sampleStep(
        step.sample,
        (sample, ref) => sample.output !== step.output && !!state.samples.set(ref, { ...sample, output: step.output }),
      );
    case "demote":
      return sampleStep(step.sample, (_, ref) => {
        state.samples.delete(ref);
        const from = origin(ref);
        if (from) set(keys.indexOf(from[1] ?? ""), Number(from[2]), { tier: null, rejected: false });
        return true;
      });
    case "undo":
    case "redo":
      return state.move(step.do);
    case "collect":
      state.arrive(keyOf(sampleLine(`c-${collected - 1}`)), {
        id: `c-${collected - 1}`,
        tier: "gold",
        output: `answer c-${collected - 1}`,
      });
      return true;
    default:
      return true;
  }
}
