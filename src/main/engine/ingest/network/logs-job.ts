import { isObject } from "../../base/json-value.ts";
import { readSpanIds } from "../../dialects/spans.ts";
import { defineJob, type JobHandler } from "../../workers/job.ts";
import { type ConversionTally, emptyTally, tallySkipped } from "../conversion/tally.ts";
import { detailsEvent, evaluationEvent, type SpanEvent } from "./late-events.ts";
import { readOtlp } from "./read-otlp.ts";
import type { SpansRequest } from "./spans-job.ts";
import { unpackBody } from "./unpack-body.ts";

export interface ReadLogs {
  events: SpanEvent[];
  /** Of the other log records. */
  tally: ConversionTally;
  /** Attributes left out; see `readOtlp`. */
  leftOut: number;
}

/** Reads the evaluations and messages of calls in a request of log records. Always in a thread, as `spansJob`. */
export const logsJob = defineJob<Omit<SpansRequest, "strict" | "events">, ReadLogs>("logs", 0);

export const handleLogs: JobHandler<Omit<SpansRequest, "strict" | "events">, ReadLogs> = ({ bytes, coding, encoding, maxBytes }) => {
  const events: SpanEvent[] = [];
  const tally = emptyTally();
  const leftOut = readOtlp(unpackBody(bytes, coding, maxBytes), encoding, "logs", (record) => {
    tally.rows++;
    const name = eventName(record);
    const spanId = readSpanIds(record).id;
    if (name !== evaluationEvent && name !== detailsEvent)
      return tallySkipped(tally, {
        rows: [tally.rows],
        why: name.startsWith("gen_ai.") ? `${name}: calls are taken from spans` : "no evaluation, nor messages of a call",
      });
    if (spanId === "") return tallySkipped(tally, { rows: [tally.rows], why: `${eventWords[name]} that name no span` });
    events.push({ spanId, name, attributes: JSON.stringify(record.attributes ?? {}) });
  });
  return { result: { events, tally, leftOut }, buffers: [] };
};

/** How counters name what a log record holds. */
export const eventWords: Record<SpanEvent["name"], string> = { [evaluationEvent]: "evaluations", [detailsEvent]: "messages" };

/** Since OTLP 1.5 a field of its own; before, an attribute. */
function eventName({ eventName, event_name, attributes }: Record<string, unknown>): string {
  const named = eventName ?? event_name;
  if (typeof named === "string" && named !== "") return named;
  if (isObject(attributes)) return String(attributes["event.name"] ?? "");
  if (!Array.isArray(attributes)) return "";
  const one = attributes.find((attribute) => isObject(attribute) && attribute.key === "event.name") as { value?: unknown } | undefined;
  return isObject(one?.value) ? String(one.value.stringValue ?? "") : "";
}
