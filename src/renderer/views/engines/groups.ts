import type { Stats } from "./columns.ts";

/** Engines whose names begin alike, under one heading. */
export interface Group {
  /** "anyscale/"; null: the engines that share no beginning. */
  prefix: string | null;
  engines: number;
  count: number;
  successCount: number;
}

/** What comes before the first slash, with it; null without one. */
export function toPrefix(engineId: string): string | null {
  const slash = engineId.indexOf("/");
  return slash > 0 ? engineId.slice(0, slash + 1) : null;
}

/**
 * The rows group by group, in the order of each group's first row, those that share no beginning last; and the heading before a row, by the
 * row's place. A beginning of one engine alone is no group. Counts add up; percentiles do not, so a heading has none.
 */
export function groupRows<Row extends Stats & { engineId: string }>(rows: readonly Row[]): { rows: Row[]; headings: Map<number, Group> } {
  const members = new Map<string | null, Row[]>();
  for (const row of rows) {
    const prefix = toPrefix(row.engineId);
    const some = members.get(prefix);
    if (some === undefined) members.set(prefix, [row]);
    else some.push(row);
  }
  const groups = [...members].filter(([prefix, some]) => prefix !== null && some.length > 1);
  if (groups.length === 0) return { rows: [...rows], headings: new Map() };
  const inGroup = new Set(groups.flatMap(([, some]) => some));
  const rest = rows.filter((row) => !inGroup.has(row));
  const headings = new Map<number, Group>();
  const ordered: Row[] = [];
  for (const [prefix, some] of rest.length === 0 ? groups : [...groups, [null, rest] as const]) {
    const sum = (of: (row: Row) => number) => some.reduce((total, row) => total + of(row), 0);
    headings.set(ordered.length, {
      prefix,
      engines: some.length,
      count: sum((row) => row.count),
      successCount: sum((row) => row.successCount),
    });
    ordered.push(...some);
  }
  return { rows: ordered, headings };
}
