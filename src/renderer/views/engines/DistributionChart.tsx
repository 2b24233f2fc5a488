import { useMemo } from "react";
import { Area, AreaChart, CartesianGrid, Tooltip, XAxis, YAxis } from "recharts";
import type { LatencyDistribution } from "../../../contract/index.ts";
import { formatCount, formatMs, formatPercent } from "../../components/format.ts";
import { EngineName } from "../../components/marks.tsx";
import { axisLabel, axisProps, belowPx, ChartPanel, chartMargin, chartStyle, gridProps, NothingToDraw } from "./ChartPanel.tsx";
import css from "./charts.module.css";
import { type BinRow, binRows, edgeLabel, edgeTicks, getOutlined, largestShare, shareKey } from "./distribution-data.ts";
import type { Drawn } from "./drawn.ts";
import { distributionInWords } from "./in-words.ts";
import { roundTicks } from "./latency-axis.ts";
import { dashOf, PlaceMark, placeColor } from "./PlaceMark.tsx";

export interface DistributionChartProps {
  distribution: LatencyDistribution;
  drawn: readonly Drawn[];
  /** Whether the tip may lie over the chart beside it. */
  tipEscapes: boolean;
}

/** How the known latencies of the drawn engines spread, as overlaid outlines over logarithmic bins. */
export function DistributionChart({ distribution, drawn, tipEscapes }: DistributionChartProps) {
  const rows = useMemo(() => binRows(distribution, drawn), [distribution, drawn]);
  const shares = useMemo(() => roundTicks(largestShare(rows)), [rows]);
  const counts = drawn.map(({ engineId }) => distribution.engines.find((engine) => engine.engineId === engineId)?.n ?? 0);
  const n = counts.reduce((sum, count) => sum + count, 0);
  return (
    <ChartPanel
      title="Latency distribution"
      note={rows.length === 0 ? "" : `Share of latencies per logarithmic bin, n = ${formatCount(n)}.`}
      inWords={distributionInWords(distribution, drawn)}
    >
      {rows.length === 0 ? (
        <NothingToDraw>No selected engine reports latency in this range.</NothingToDraw>
      ) : (
        <AreaChart responsive style={chartStyle} data={rows} margin={chartMargin} aria-label="Latency distribution">
          <CartesianGrid {...gridProps} vertical={false} />
          <XAxis
            {...axisProps}
            dataKey="edge"
            type="number"
            domain={[rows[0]?.edge ?? 0, rows.at(-1)?.edge ?? 1]}
            ticks={edgeTicks(rows, 6)}
            tickFormatter={(edge: number) => edgeLabel(rows, edge)}
            interval="preserveStart"
            height={belowPx}
            label={{ ...axisLabel, value: "latency" }}
          />
          <YAxis
            {...axisProps}
            type="number"
            domain={[0, shares.at(-1) ?? 1]}
            ticks={shares}
            tickFormatter={(share: number) => formatPercent(share, 0)}
            width={46}
          />
          <Tooltip
            isAnimationActive={false}
            allowEscapeViewBox={{ x: tipEscapes, y: false }}
            cursor={{ stroke: "var(--as-line-strong)" }}
            content={({ active, payload }) => <BinTip row={active ? (payload[0]?.payload as BinRow | undefined) : undefined} />}
          />
          {getOutlined(rows, drawn).map(({ engineId, place, index }) => (
            <Area
              key={place}
              dataKey={shareKey(place)}
              name={engineId}
              type="stepAfter"
              stroke={placeColor(place)}
              strokeDasharray={dashOf(index)}
              strokeWidth={1.5}
              fill={placeColor(place)}
              fillOpacity={0.08}
              isAnimationActive={false}
              activeDot={false}
            />
          ))}
        </AreaChart>
      )}
    </ChartPanel>
  );
}

function BinTip({ row }: { row: BinRow | undefined }) {
  if (row === undefined || row.bins.length === 0) return null;
  return (
    <div className={css.tip}>
      <div className={css.tipTitle}>
        {formatMs(row.fromMs)} to {formatMs(row.toMs)}
      </div>
      <table className={css.tipTable}>
        <tbody>
          {row.bins.map((bin) => (
            <tr key={bin.place}>
              <td>
                <span className={css.tipName}>
                  <PlaceMark place={bin.place} />
                  <EngineName id={bin.engineId} />
                </span>
              </td>
              <td>
                {formatCount(bin.count)} of {formatCount(bin.n)}
              </td>
              <td>{formatPercent(bin.count / bin.n)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
