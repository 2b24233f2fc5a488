import { expect, it } from "vitest";
import { detailsEvent, evaluationEvent, WaitingEvents } from "./late-events.ts";

const event = (spanId: string, attributes = "{}", name: typeof evaluationEvent | typeof detailsEvent = detailsEvent) => ({
  spanId,
  name,
  attributes,
});
const spans = (waiting: WaitingEvents) => waiting.list().map(({ spanId }) => spanId);

it("forgets the oldest beyond either limit, and those of spans that came", () => {
  const waiting = new WaitingEvents({ maxEvents: 3, maxCharacters: 10 });
  for (const id of ["a", "b", "c", "d"]) waiting.add(event(id));
  expect(spans(waiting)).toEqual(["b", "c", "d"]);
  waiting.add(event("e", "{ 6789 }"));
  expect(spans(waiting)).toEqual(["d", "e"]);
  waiting.delete(["d"]);
  waiting.add(event("e", "{}", evaluationEvent));
  expect(spans(waiting)).toEqual(["e", "e"]);
  // Said again it counts once.
  waiting.add(event("e", "{ 1 }"));
  expect(spans(waiting)).toEqual(["e", "e"]);
  waiting.delete(["e"]);
  waiting.add(event("f", "{ 12345678901 }"));
  expect(spans(waiting)).toEqual([]);
  waiting.add(event("g"));
  expect(spans(waiting)).toEqual(["g"]);
});
