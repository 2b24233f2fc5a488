import { formatCount, formatMs, formatNoun, formatTime } from "../../../components/format.ts";
import { EngineName } from "../../../components/marks.tsx";
import { formatInterval } from "../columns.ts";
import css from "../plot/plot.module.css";
import type { TimeLines } from "./time-lines.ts";

const maxRows = 500;

interface PointTableProps {
  data: TimeLines;
  onOpen(engineId: string, fromS: number, toS: number): void;
}

/** The numbers of the chart as a table, by time. */
export function PointTable({ data, onOpen }: PointTableProps) {
  const { bucketSeconds, percentile } = data;
  const all = data.lines
    .flatMap(({ engineId, points }) => points.map((point) => ({ engineId, point })))
    .sort((a, b) => a.point.startS - b.point.startS);
  const withInterval = all.some(({ point }) => point.low !== undefined);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section className={css.tableScroll} tabIndex={0} aria-label={`p${percentile} latency over time, as a table`}>
      <table className={css.numbers}>
        <thead>
          <tr>
            <th scope="col">From</th>
            <th scope="col">Engine</th>
            <th scope="col">n</th>
            <th scope="col">p{percentile}</th>
            {withInterval && <th scope="col">95% interval</th>}
          </tr>
        </thead>
        <tbody>
          {all.slice(0, maxRows).map(({ engineId, point }) => (
            <tr key={`${point.startS} ${engineId}`}>
              <th scope="row">{formatTime(point.startS)}</th>
              <td className={css.text}>
                <EngineName id={engineId} />
              </td>
              <td>{formatCount(point.n)}</td>
              <td data-weak={point.weak || undefined}>
                <button type="button" className={css.link} onClick={() => onOpen(engineId, point.startS, point.startS + bucketSeconds)}>
                  {formatMs(point.value)}
                </button>
              </td>
              {withInterval && (
                <td>
                  {point.low !== undefined && point.high !== undefined && formatInterval({ low: point.low, high: point.high }, formatMs)}
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
      {all.length > maxRows && <p className="muted">{formatNoun(all.length - maxRows, "more row")}: the CSV has all of them.</p>}
    </section>
  );
}
