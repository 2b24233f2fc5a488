import { useRef } from "react";
import { useViewState } from "../../state/view-state.ts";

/** View-state name: the list's width in px; 0 is its share of the window. */
const widthName = "comparisons.listWidth";
const minWidth = 200;
const maxWidth = 720;

/** The width that the list was given, and what its edge does. */
export function useListWidth() {
  const [stored, setStored] = useViewState(widthName, 0);
  const ref = useRef<HTMLDivElement>(null);
  const given = stored > 0 ? Math.min(maxWidth, Math.max(minWidth, stored)) : undefined;
  return {
    ref,
    width: given,
    percent: ((given ?? 300) / maxWidth) * 100,
    onMove: (byPx: number) =>
      setStored((before) => Math.min(maxWidth, Math.max(minWidth, (before || (ref.current?.offsetWidth ?? minWidth)) + byPx))),
    onReset: () => setStored(0),
  };
}
