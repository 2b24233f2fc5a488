import { smallStepBytes, YieldBudget } from "../../async/yield-budget.ts";
import type { Change, EventHead, SamplePositions } from "./event.ts";

/** Small enough to read one change back cheaply, large enough to keep a bulk decision to few lines. */
export const partBytes = 64 * 1024;

/** What a merge writes beside its changes, as JSON. */
export interface MergedJson {
  merged: readonly string[];
  verdicts: readonly string[];
  /** Older versions have none. */
  repeats: readonly string[];
}

/** One line of an event, with its newline. @param changes as JSON, like `places`. */
export function encodePart(
  head: EventHead,
  place: { part: number; parts: number },
  changes: readonly string[],
  places: readonly string[] = [],
  more?: MergedJson,
): Buffer {
  const { description, ...rest } = head;
  const start = JSON.stringify({ ...rest, ...place, description });
  const repeats = more && more.repeats.length > 0 ? `,"repeats":[${more.repeats.join(",")}]` : "";
  const merged = more ? `,"merged":[${more.merged.join(",")}],"verdicts":[${more.verdicts.join(",")}]${repeats}` : "";
  return Buffer.from(`${start.slice(0, -1)},"changes":[${changes.join(",")}],"places":[${places.join(",")}]${merged}}\n`, "utf8");
}

/** The lines of an event, each with its newline; one even without changes. */
export async function encodeEvent(head: EventHead, changes: readonly Change[], places: readonly SamplePositions[] = []): Promise<Buffer[]> {
  const slices: { changes: string[]; places: string[] }[] = [{ changes: [], places: [] }];
  const budget = new YieldBudget();
  let size = 0;
  const put = (kind: "changes" | "places", json: string) => {
    let slice = slices[slices.length - 1];
    if (!slice || (size > 0 && size + json.length > partBytes)) {
      slice = { changes: [], places: [] };
      slices.push(slice);
      size = 0;
    }
    slice[kind].push(json);
    size += json.length;
  };
  for (const change of changes) {
    const json = JSON.stringify(change);
    put("changes", json);
    await budget.spend(json.length + smallStepBytes);
  }
  for (const place of places) {
    const json = JSON.stringify(place);
    put("places", json);
    await budget.spend(json.length + smallStepBytes);
  }
  const lines: Buffer[] = [];
  for (const [part, slice] of slices.entries()) {
    const line = encodePart(head, { part, parts: slices.length }, slice.changes, slice.places);
    lines.push(line);
    await budget.spend(line.length);
  }
  return lines;
}
