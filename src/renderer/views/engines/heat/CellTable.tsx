import type { LatencyHeat } from "../../../../contract/index.ts";
import { formatCount, formatMs, formatTime } from "../../../components/format.ts";
import { EngineName } from "../../../components/marks.tsx";
import css from "../plot/plot.module.css";
import heatCss from "./heat.module.css";

/** More rows are not read; the CSV has them all. */
const maxRows = 1000;

interface CellTableProps {
  heat: LatencyHeat;
  onOpen(engineId: string, startS: number, bin: number): void;
}

/** The heat map in numbers: the fullest cells first. */
export function CellTable({ heat: { engines, edgesMs }, onOpen }: CellTableProps) {
  const cells = engines.flatMap(({ engineId, cells }) => cells.map((cell) => ({ engineId, ...cell }))).sort((a, b) => b.count - a.count);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section className={css.tableScroll} tabIndex={0} aria-label="Latency heat map, as a table">
      <table className={css.numbers}>
        {cells.length > maxRows && (
          <caption className={heatCss.caption}>
            The fullest {formatCount(maxRows)} of {formatCount(cells.length)} cells; the CSV has all.
          </caption>
        )}
        <thead>
          <tr>
            <th scope="col">Engine</th>
            <th scope="col">From time</th>
            <th scope="col">From</th>
            <th scope="col">To</th>
            <th scope="col">n</th>
          </tr>
        </thead>
        <tbody>
          {cells.slice(0, maxRows).map(({ engineId, startS, bin, count }) => (
            <tr key={`${startS} ${bin} ${engineId}`}>
              <th scope="row" className={heatCss.name}>
                <EngineName id={engineId} />
              </th>
              <td>{formatTime(startS)}</td>
              <td>{formatMs(edgesMs[bin])}</td>
              <td>{formatMs(edgesMs[bin + 1])}</td>
              <td>
                <button type="button" className={css.link} onClick={() => onOpen(engineId, startS, bin)}>
                  {formatCount(count)}
                </button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
