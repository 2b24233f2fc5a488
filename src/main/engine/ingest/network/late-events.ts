import { isObject } from "../../base/json-value.ts";

/** Says how good a call's answer was. @see https://github.com/open-telemetry/semantic-conventions-genai */
export const evaluationEvent = "gen_ai.evaluation.result";
/** Has the messages of a call whose span has none. */
export const detailsEvent = "gen_ai.client.inference.operation.details";

/** What a log record says about the call of a span. */
export interface SpanEvent {
  spanId: string;
  name: typeof evaluationEvent | typeof detailsEvent;
  /** As JSON: all that wait are handed to the thread that reads spans. */
  attributes: string;
}

/** Puts them where spans have them: among their events. Those that the span has itself stay first. */
export function addEvents(span: Record<string, unknown>, more: readonly SpanEvent[]): void {
  const events = Array.isArray(span.events) ? span.events.filter(isObject) : [];
  span.events = [...events, ...more.map(({ name, attributes }) => ({ name, attributes: JSON.parse(attributes) as unknown }))];
}

export interface WaitingLimits {
  maxEvents: number;
  /** Of their attributes as JSON, in UTF-16 units. */
  maxCharacters: number;
}

const defaults: WaitingLimits = { maxEvents: 10_000, maxCharacters: 8 * 1024 ** 2 };

/** Events that came before the span that they are about. The oldest are forgotten. */
export class WaitingEvents {
  readonly #waiting = new Map<string, SpanEvent>();
  readonly #limits: WaitingLimits;
  #characters = 0;

  constructor(limits: WaitingLimits = defaults) {
    this.#limits = limits;
  }

  add(event: SpanEvent): void {
    this.#forget(toKey(event));
    this.#waiting.set(toKey(event), event);
    this.#characters += event.attributes.length;
    for (const oldest of this.#waiting.keys()) {
      if (this.#waiting.size <= this.#limits.maxEvents && this.#characters <= this.#limits.maxCharacters) return;
      this.#forget(oldest);
    }
  }

  list(): SpanEvent[] {
    return [...this.#waiting.values()];
  }

  /** Forgets those of spans that came. */
  delete(spanIds: Iterable<string>): void {
    for (const spanId of spanIds) for (const name of [evaluationEvent, detailsEvent] as const) this.#forget(toKey({ spanId, name }));
  }

  #forget(key: string): void {
    this.#characters -= this.#waiting.get(key)?.attributes.length ?? 0;
    this.#waiting.delete(key);
  }
}

const toKey = ({ spanId, name }: Pick<SpanEvent, "spanId" | "name">) => `${spanId} ${name}`;
