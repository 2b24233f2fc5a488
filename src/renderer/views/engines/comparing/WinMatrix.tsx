import { Switch } from "@mantine/core";
import { useMemo } from "react";
import type { RatedEngine, WinRates } from "../../../../contract/index.ts";
import { formatCount, formatNoun, formatPercent, visibleText } from "../../../components/format.ts";
import { MiddleEllipsis } from "../../../components/MiddleEllipsis.tsx";
import { Section } from "../../../components/Section.tsx";
import { useViewState } from "../../../state/view-state.ts";
import css from "./comparing.module.css";
import { winNames } from "./view-names.ts";

/** How often the row's engine beats the column's. */
interface Shown {
  n: number;
  ties: number;
  share: number;
  low: number;
  high: number;
}

const toKey = (row: number, column: number) => `${row} ${column}`;

/** What each row has against each column, which it met. */
function toShown(cells: WinRates["cells"]): Map<string, Shown> {
  return new Map(
    cells.flatMap(({ first, second, n, ties, share, low, high }) => [
      [toKey(first, second), { n, ties, share, low, high }],
      [toKey(second, first), { n, ties, share: 1 - share, low: 1 - high, high: 1 - low }],
    ]),
  );
}

/** Win rates of each engine against each other; columns have the numbers of the rows. */
export function WinMatrix({ engines, cells }: { engines: readonly RatedEngine[]; cells: WinRates["cells"] }) {
  const [isDetailed, setDetailed] = useViewState(winNames.detailed, false);
  const shown = useMemo(() => toShown(cells), [cells]);
  return (
    <Section
      title="Who beats whom"
      note="share of pairs that the row wins, ties half"
      tools={<Switch label="n and intervals" checked={isDetailed} onChange={(event) => setDetailed(event.currentTarget.checked)} />}
    >
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <section className={css.scroll} tabIndex={0} aria-label="Win rates">
        <table className={css.matrix}>
          <caption>Bold: the interval leaves out 50%.</caption>
          <thead className={css.heads}>
            <tr>
              <th scope="col">Row against column</th>
              {engines.map(({ engineId }, column) => (
                <th key={engineId} scope="col" title={visibleText(engineId)} aria-label={visibleText(engineId)}>
                  {column + 1}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {engines.map(({ engineId }, row) => (
              <tr key={engineId}>
                <th scope="row">
                  <span className={css.numbered}>
                    <span aria-hidden>{row + 1}</span> <MiddleEllipsis text={engineId} />
                  </span>
                </th>
                {engines.map((other, column) => (
                  <Cell
                    key={other.engineId}
                    cell={shown.get(toKey(row, column)) ?? null}
                    names={[engineId, other.engineId]}
                    isDetailed={isDetailed}
                    isSame={row === column}
                  />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </Section>
  );
}

interface CellProps {
  cell: Shown | null;
  names: [string, string];
  isDetailed: boolean;
  isSame: boolean;
}

function Cell({ cell, names, isDetailed, isSame }: CellProps) {
  if (cell === null) return <td title={isSame ? undefined : "They never met"}>{isSame ? "" : "—"}</td>;
  const { n, ties, share, low, high } = cell;
  const interval = `${formatPercent(low, 0)} to ${formatPercent(high, 0)}`;
  const [one, other] = names.map(visibleText);
  return (
    <td
      data-claimed={low > 0.5 || high < 0.5}
      title={`${one} beats ${other} in ${formatPercent(share)} of ${formatNoun(n, "pair")} (${interval}), ${formatNoun(ties, "tie")}`}
    >
      {formatPercent(share, 0)}
      {isDetailed && (
        <span className={css.detail}>
          {interval}
          <br />n {formatCount(n)}
        </span>
      )}
    </td>
  );
}
