import { Fragment, useEffect, useLayoutEffect, useRef, useState } from "react";
import { Separator } from "../../../components/Separator.tsx";
import { useHits } from "../../../review/highlight/use-hits.ts";
import type { MarkedDetail } from "../../../review/marks.ts";
import { countColumns, moveEdge, shownPositions } from "../layout/slots.ts";
import { scrollTogetherSwitch, setShares, sharesNow, useColumnsWanted, useShares } from "../layout/view.ts";
import { CandidateColumn } from "./CandidateColumn.tsx";
import css from "./CandidateColumns.module.css";
import { scrollTogether } from "./scroll-together.ts";
import { useMarkedDifference } from "./use-marked-difference.tsx";

interface CandidateColumnsProps {
  marked: MarkedDetail;
  focused: number;
  pinned: readonly number[];
  /** The two to compare word by word, the one before first; they are shown alone. */
  pair: readonly [number, number] | undefined;
  searched: string;
  onFocus: (position: number) => void;
}

/** Two to four candidates side by side, the focused one among them. */
export function CandidateColumns({ marked, focused, pinned, pair, searched, onFocus }: CandidateColumnsProps) {
  const { detail } = marked;
  const row = useRef<HTMLDivElement>(null);
  const width = useWidth(row);
  const from = useRef({ key: detail.key, at: 0 });
  const wanted = useColumnsWanted();
  const columns = countColumns(wanted, width, detail.candidates.length);
  const start = from.current.key === detail.key ? from.current.at : 0;
  const shown = shownPositions(detail.candidates.length, columns, focused, pinned, start);
  const positions = pair ?? shown.positions;
  const shares = useShares(positions.length);
  const together = scrollTogetherSwitch.use();
  useLayoutEffect(() => {
    from.current = { key: detail.key, at: shown.from };
  });
  useEffect(() => {
    if (together && row.current !== null) return scrollTogether(row.current);
  }, [together]);
  useHits(row, searched);
  const difference = useMarkedDifference(row, pair, detail);
  const move = (index: number, byPx: number) => setShares(moveEdge(sharesNow(positions.length), index, byPx / Math.max(1, width)));
  return (
    <>
      {difference}
      <div className={css.columns} ref={row} style={{ gridTemplateColumns: shares.map((share) => `minmax(0, ${share}fr)`).join(" 10px ") }}>
        {positions.map((position, index) => {
          const candidate = detail.candidates[position];
          if (candidate === undefined) return null;
          return (
            // The same column for the next comparison: only what differs is drawn.
            <Fragment key={position}>
              {index > 0 && (
                <Separator
                  className={css.edge}
                  label={`Width of column ${index}`}
                  orientation="vertical"
                  percent={shares.slice(0, index).reduce((sum, share) => sum + share, 0) * 100}
                  onMove={(byPx) => move(index - 1, byPx)}
                  onReset={() => setShares([])}
                />
              )}
              <CandidateColumn
                candidate={candidate}
                detail={detail}
                focused={position === focused}
                pinned={pinned.includes(position)}
                saving={marked.savingPositions.has(position)}
                savingOutcome={marked.savingOutcome}
                onFocus={onFocus}
              />
            </Fragment>
          );
        })}
      </div>
    </>
  );
}

/** In px; what it was last is what the first paint of the next one starts from. */
let lastWidth = 1100;

function useWidth(of: React.RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(lastWidth);
  useLayoutEffect(() => {
    const element = of.current;
    if (element === null) return;
    const measure = () => {
      lastWidth = element.clientWidth;
      setWidth(lastWidth);
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [of]);
  return width;
}
