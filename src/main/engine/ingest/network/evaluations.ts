import { isObject } from "../../base/json-value.ts";

/** The event by which an evaluation says how good a call's answer was. @see https://github.com/open-telemetry/semantic-conventions-genai */
export const evaluationEvent = "gen_ai.evaluation.result";

/** What a log record says about the call of a span. */
export interface Evaluation {
  spanId: string;
  attributes: unknown;
}

/** Puts it where spans have it: among their events. One that the span has itself stays first. */
export function addEvaluation(span: Record<string, unknown>, { attributes }: Evaluation): void {
  const events = Array.isArray(span.events) ? span.events.filter(isObject) : [];
  span.events = [...events, { name: evaluationEvent, attributes }];
}

/** Evaluations that wait for their span. */
const maxWaiting = 10_000;

/** Evaluations that came before the span that they are about. */
export class WaitingEvaluations {
  readonly #waiting = new Map<string, Evaluation>();

  add(evaluation: Evaluation): void {
    this.#waiting.set(evaluation.spanId, evaluation);
    if (this.#waiting.size <= maxWaiting) return;
    const [oldest] = this.#waiting.keys();
    this.#waiting.delete(oldest as string);
  }

  list(): Evaluation[] {
    return [...this.#waiting.values()];
  }

  /** Forgets those of spans that came. @returns how many. */
  delete(spanIds: Iterable<string>): void {
    for (const id of spanIds) this.#waiting.delete(id);
  }
}
