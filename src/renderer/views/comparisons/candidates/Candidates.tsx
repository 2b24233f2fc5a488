import type { MarkedDetail } from "../../../review/marks.ts";
import { otherPosition, stripFrom } from "../layout/slots.ts";
import { differenceSwitch, gridSwitch, usePinned } from "../layout/view.ts";
import { CandidateColumns } from "./CandidateColumns.tsx";
import { CandidateGrid } from "./CandidateGrid.tsx";
import { CandidateStrip } from "./CandidateStrip.tsx";

interface CandidatesProps {
  marked: MarkedDetail;
  focused: number;
  /** What the list was searched for; "" when for nothing. */
  searched: string;
  onFocus: (position: number) => void;
}

/** The candidates of a comparison: in columns, as two that are compared, or in a grid. */
export function Candidates({ marked, focused, searched, onFocus }: CandidatesProps) {
  const { key, candidates } = marked.detail;
  const pinned = usePinned(key);
  const grid = gridSwitch.use();
  const other = otherPosition(candidates.length, focused, pinned);
  const compares = differenceSwitch.use() && !grid && other !== undefined && focused < candidates.length;
  const [first, second] = other !== undefined && other < focused ? [other, focused] : [focused, other ?? focused];
  return (
    <>
      {candidates.length >= stripFrom && !grid && <CandidateStrip marked={marked} focused={focused} pinned={pinned} onFocus={onFocus} />}
      {grid ? (
        <CandidateGrid marked={marked} focused={focused} searched={searched} onFocus={onFocus} />
      ) : (
        <CandidateColumns
          marked={marked}
          focused={focused}
          pinned={pinned}
          pair={compares ? [first, second] : undefined}
          searched={searched}
          onFocus={onFocus}
        />
      )}
    </>
  );
}
