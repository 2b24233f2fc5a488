import { useMemo, useState } from "react";
import type { EngineTable } from "../../../contract/index.ts";
import { keepDrawn, maxInOneChart, toDrawn } from "./drawn.ts";

interface Asked {
  table: EngineTable | undefined;
  /** The table is the one before: that of the range and filter is on its way. */
  isOther: boolean;
  /** The engines that a person chose; null: none. */
  chosen: readonly (string | null)[] | null;
  /** The engines that the table is narrowed to; empty: all. */
  filter: readonly string[];
}

/** The default engines of a filter. */
interface Kept {
  filter: readonly string[];
  drawn: readonly string[];
}

export interface Drawn {
  /** What is marked as drawn: chosen, or the default. */
  selected: readonly string[];
  /** What the table has of them. */
  drawn: string[];
  /** Which engines will be drawn is for the table to say that is on its way: charts wait for it. */
  isStale: boolean;
  /** What it will most likely say; null: nobody knows, or nothing is on its way. */
  expected: readonly string[] | null;
  /** Takes the largest engines of this range as the default. */
  forget(): void;
}

/** Outlives the view, so that Back leads to the same lines. */
let keptBefore: Kept | null = null;

const noRows: EngineTable["engines"] = [];
const none: readonly string[] = [];

/** Which engines are drawn now, and which ones will be when the table on its way is here. */
export function useDrawn({ table, isOther, chosen, filter }: Asked): Drawn {
  const [kept, keep] = useState(keptBefore);
  const setKept = (next: Kept | null) => {
    keptBefore = next;
    keep(next);
  };
  const isKeptFilter = kept !== null && kept.filter.length === filter.length && kept.filter.every((id, i) => id === filter[i]);
  let drawnByDefault = kept?.drawn ?? none;
  if (table !== undefined && !isOther) {
    drawnByDefault = keepDrawn(isKeptFilter ? kept.drawn : null, table.engines);
    if (!isKeptFilter || drawnByDefault !== kept.drawn) setKept({ filter, drawn: drawnByDefault });
  }
  const rows = table?.engines ?? noRows;
  const selected = useMemo(() => chosen?.filter((id) => id !== null) ?? drawnByDefault, [chosen, drawnByDefault]);
  const drawn = useMemo(() => toDrawn(selected, rows), [selected, rows]);
  const isStale = isOther && chosen === null;
  const isFew = filter.length > 0 && filter.length <= maxInOneChart;
  const expected = !isStale ? null : isKeptFilter ? kept.drawn : isFew ? filter : null;
  return { selected, drawn, isStale, expected, forget: () => setKept(null) };
}
