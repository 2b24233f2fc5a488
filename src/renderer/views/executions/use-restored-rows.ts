import { useEffect, useState } from "react";
import { readViewState } from "../../state/view-state.ts";

interface Pages {
  rows: readonly unknown[];
  hasMore: boolean;
  isFetching: boolean;
  loadMore(): void;
}

/** How far down a remembered scroll position is still gone back to. */
const maxRows = 5000;

/**
 * After a restart, loads pages until the remembered scroll position exists again.
 * @param key view-state name of the scroll position, in px.
 * @returns whether the list can be shown; true from then on.
 */
export function useRestoredRows(key: string, rowHeightPx: number, { rows, hasMore, isFetching, loadMore }: Pages): boolean {
  const [wantedRows] = useState(() => Math.min(maxRows, readViewState(key, 0) / rowHeightPx));
  const [restored, setRestored] = useState(false);
  const reached = rows.length > 0 && (rows.length > wantedRows || !hasMore);
  useEffect(() => {
    if (restored) return;
    if (reached) setRestored(true);
    else if (rows.length > 0 && !isFetching) loadMore();
  }, [restored, reached, rows.length, isFetching, loadMore]);
  return restored || reached;
}
