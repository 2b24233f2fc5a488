/** What has changed since somebody last looked. */

export interface Counted {
  executions: number;
  comparisons: number;
  reviewed: number;
  samples: number;
  rejected: number;
}

/** Counts at a time, as the view state keeps them. */
export interface Look extends Counted {
  atMs: number;
}

/** `before`: what is compared with; `latest`: the last look, which becomes `before` once it is so long ago. */
export interface Looks {
  before: Look | null;
  latest: Look | null;
}

export const noLooks: Looks = { before: null, latest: null };

/** Looks closer together are one visit. */
const visitMs = 30 * 60_000;

/** The looks after one more at `now`. */
export function lookAgain({ before, latest }: Looks, now: Look): Looks {
  const isNewVisit = latest !== null && now.atMs - latest.atMs >= visitMs;
  return { before: isNewVisit ? latest : before, latest: now };
}

const names = ["executions", "comparisons", "reviewed", "samples", "rejected"] as const satisfies (keyof Counted)[];

/** What grew or shrank between the look before this visit and now; none at a first visit. */
export function changesSince(before: Look | null, now: Counted): { name: keyof Counted; by: number }[] {
  if (before === null) return [];
  return names.map((name) => ({ name, by: now[name] - before[name] })).filter(({ by }) => by !== 0);
}

/** Looks as somebody's file may hold them; what does not fit is no look. */
export function readLooks(stored: unknown): Looks {
  const { before, latest } = (typeof stored === "object" && stored !== null ? stored : {}) as Partial<Looks>;
  return { before: readLook(before), latest: readLook(latest) };
}

function readLook(stored: unknown): Look | null {
  if (typeof stored !== "object" || stored === null) return null;
  const look = stored as Partial<Record<keyof Look, unknown>>;
  const isWhole = [...names, "atMs" as const].every((name) => typeof look[name] === "number" && Number.isFinite(look[name]));
  return isWhole ? (look as Look) : null;
}
