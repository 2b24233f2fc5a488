import type { RangeChoice } from "./range.ts";

/** A range selected in a chart, and the one before. */
export interface Zoom {
  before: RangeChoice;
  after: RangeChoice;
}

/** So many zooms can be undone one by one. */
const maxZooms = 20;

/** The zooms that led to a range: of all that are remembered, since Back, or an address, may have led elsewhere meanwhile. */
export function zoomsInForce(zooms: readonly Zoom[], range: RangeChoice): Zoom[] {
  const now = JSON.stringify(range);
  return zooms.slice(0, zooms.findLastIndex(({ after }) => JSON.stringify(after) === now) + 1);
}

/** With one more, the oldest left out beyond the limit. */
export const addZoom = (zooms: readonly Zoom[], zoom: Zoom): Zoom[] => [...zooms, zoom].slice(-maxZooms);
