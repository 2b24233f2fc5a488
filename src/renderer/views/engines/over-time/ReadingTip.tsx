import { formatCount, formatMs, formatSpan, formatTime } from "../../../components/format.ts";
import { EngineName } from "../../../components/marks.tsx";
import css from "../charts.module.css";
import { formatInterval } from "../columns.ts";
import { useCrosshair } from "../crosshair.ts";
import plot from "../plot/plot.module.css";
import type { Geometry } from "./geometry.ts";
import type { TimeLines } from "./time-lines.ts";

/** The numbers of the marked bucket, beside the crosshair. */
export function ReadingTip({ data, geometry }: { data: TimeLines; geometry: Geometry }) {
  const timeS = useCrosshair((crosshair) => crosshair.timeS);
  if (timeS === null) return null;
  const x = geometry.x(timeS);
  const side = x > geometry.width / 2 ? { right: geometry.width - x + 10 } : { left: x + 10 };
  const shown = data.lines.flatMap(({ engineId, points }) => {
    const point = points.find(({ startS }) => startS === timeS);
    return point === undefined ? [] : [{ engineId, point }];
  });
  if (shown.length === 0) return null;
  const withInterval = shown.some(({ point }) => point.low !== undefined);
  return (
    <div className={`${css.tip} ${plot.floating}`} style={{ top: 6, ...side }}>
      <div className={css.tipTitle}>
        {formatTime(timeS)} + {formatSpan(data.bucketSeconds * 1000)}
      </div>
      <table className={css.tipTable}>
        <thead>
          <tr>
            <td />
            <th>n</th>
            <th>p{data.percentile}</th>
            {withInterval && <th>95% interval</th>}
          </tr>
        </thead>
        <tbody>
          {shown.map(({ engineId, point }) => (
            <tr key={engineId}>
              <td>
                <EngineName id={engineId} />
              </td>
              <td>{formatCount(point.n)}</td>
              <td>{formatMs(point.value)}</td>
              {point.low !== undefined && point.high !== undefined && (
                <td>{formatInterval({ low: point.low, high: point.high }, formatMs)}</td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
