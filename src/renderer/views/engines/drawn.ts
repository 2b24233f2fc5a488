import type { EngineStats } from "../../../contract/index.ts";

/**
 * Which engines are drawn, and in which place. A place is a colour and a mark; it stays with its engine
 * while others come and go, so that a line never changes colour under the reader.
 */

export const maxDrawn = 6;
/** Engine ids by place; null is a free place. */
export type Places = readonly (string | null)[];
export interface Drawn {
  engineId: string;
  place: number;
}

/** The three engines with the most known latencies, or executions where none has a latency: what is drawn until a person chooses. */
export function defaultPlaces(rows: readonly EngineStats[]): Places {
  const timed = rows.filter((row) => row.latencyMs.n > 0);
  return (timed.length > 0 ? timed : [...rows])
    .sort((a, b) => b.latencyMs.n - a.latencyMs.n || (timed.length === 0 ? b.count - a.count : 0) || (a.engineId < b.engineId ? -1 : 1))
    .slice(0, 3)
    .map((row) => row.engineId);
}

/** Puts an engine into the first free place, or takes it out. Full: nothing changes. */
export function togglePlace(places: Places, engineId: string): Places {
  if (places.includes(engineId)) return places.map((id) => (id === engineId ? null : id));
  const free = places.indexOf(null);
  if (free >= 0) return places.map((id, place) => (place === free ? engineId : id));
  return places.length < maxDrawn ? [...places, engineId] : places;
}

/** What can be drawn of the chosen: engines that the table has in this scope. */
export function toDrawn(places: Places, rows: readonly EngineStats[]): Drawn[] {
  const present = new Set(rows.map((row) => row.engineId));
  return places.flatMap((engineId, place) => (engineId !== null && present.has(engineId) && place < maxDrawn ? [{ engineId, place }] : []));
}

export function isFull(places: Places): boolean {
  return places.filter((id) => id !== null).length >= maxDrawn;
}
