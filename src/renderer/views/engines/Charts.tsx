import { SegmentedControl, Switch } from "@mantine/core";
import { useElementSize } from "@mantine/hooks";
import { IconX } from "@tabler/icons-react";
import { useMemo } from "react";
import type { EngineStats, EngineTable } from "../../../contract/index.ts";
import { visibleText } from "../../components/format.ts";
import { EngineName } from "../../components/marks.tsx";
import { ErrorState, LoadingRows } from "../../components/states.tsx";
import { useHostQuery } from "../../state/queries.ts";
import { useViewState } from "../../state/view-state.ts";
import { ChartPanel, NothingToDraw } from "./ChartPanel.tsx";
import css from "./charts.module.css";
import { DistributionChart } from "./DistributionChart.tsx";
import { type Drawn, maxDrawn } from "./drawn.ts";
import { explainNoLatency } from "./no-latency.ts";
import { OutcomePanel } from "./OutcomePanel.tsx";
import { PlaceMark } from "./PlaceMark.tsx";
import type { TimeScope } from "./range.ts";
import { LatencyQualityChart } from "./ScatterChart.tsx";
import { SeriesChart } from "./SeriesChart.tsx";
import layout from "./view.module.css";

export interface ChartsProps {
  table: EngineTable;
  rows: readonly EngineStats[];
  drawn: readonly Drawn[];
  /** Whether no further engine can be drawn. */
  full: boolean;
  scope: TimeScope & { successfulOnly: boolean; includeCached: boolean };
  onDraw(engineId: string): void;
}

const panels = ["time", "distribution", "quality"] as const;
type Panel = (typeof panels)[number];
const panelLabels: Record<Panel, string> = { time: "Over time", distribution: "Distribution", quality: "Latency vs quality" };
const isPanel = (value: string): value is Panel => panels.some((panel) => panel === value);

/** The charts of the chosen engines: side by side where there is room, else one at a time. */
export function Charts({ table, rows, drawn, full, scope, onDraw }: ChartsProps) {
  const [logarithmic, setLogarithmic] = useViewState("engines.logScale", true);
  const [chosen, setChosen] = useViewState<string>("engines.chart", "time");
  const { ref, width } = useElementSize();
  const wide = width >= 1080;
  const panel = isPanel(chosen) ? chosen : "time";
  const noLatency = explainNoLatency(table.overall);
  const shows = (one: Panel) => noLatency === null && (wide || panel === one);
  return (
    <section ref={ref} className={layout.charts} data-narrow={!wide || undefined} aria-label="Charts">
      <div className={layout.chartBar}>
        <ul className={css.legend} aria-label="Plotted engines">
          {drawn.map(({ engineId, place }) => (
            <li key={place}>
              <PlaceMark place={place} />
              <EngineName id={engineId} />
              <button
                type="button"
                className={css.drop}
                aria-label={`Remove ${visibleText(engineId)} from charts`}
                onClick={() => onDraw(engineId)}
              >
                <IconX size={12} aria-hidden />
              </button>
            </li>
          ))}
        </ul>
        <span className="muted" role="status">
          {full ? `Up to ${maxDrawn} engines` : ""}
        </span>
        {!wide && noLatency === null && (
          <SegmentedControl
            aria-label="Chart"
            value={panel}
            onChange={setChosen}
            data={panels.map((value) => ({ value, label: panelLabels[value] }))}
          />
        )}
        {noLatency === null && (
          <Switch label="Log scale" checked={logarithmic} onChange={(event) => setLogarithmic(event.currentTarget.checked)} />
        )}
      </div>
      <div className={layout.panels} data-wide={(wide && noLatency === null) || undefined}>
        {noLatency !== null && <OutcomePanel rows={rows} drawn={drawn} note={noLatency} />}
        {shows("time") && <SeriesPanel table={table} drawn={drawn} scope={scope} logarithmic={logarithmic} wide={wide} />}
        {shows("distribution") && <DistributionPanel drawn={drawn} scope={scope} wide={wide} />}
        {shows("quality") && <LatencyQualityChart rows={rows} percentiles={table.percentiles} drawn={drawn} logarithmic={logarithmic} />}
      </div>
    </section>
  );
}

const chooseFirst = "Select engines in the table to plot them.";

type PanelProps = Pick<ChartsProps, "drawn" | "scope"> & { wide: boolean };

function SeriesPanel({ table, drawn, scope, logarithmic, wide }: PanelProps & { table: EngineTable; logarithmic: boolean }) {
  const [stored, setShown] = useViewState<number[]>("engines.percentiles", []);
  const shown = useMemo(() => {
    const kept = table.percentiles.filter((percentile) => stored.includes(percentile)).slice(0, 5);
    return kept.length > 0 ? kept : table.percentiles.slice(0, 3);
  }, [stored, table.percentiles]);
  const engines = useMemo(() => drawn.map(({ engineId }) => engineId).sort(), [drawn]);
  const answer = useHostQuery(
    "engines.series",
    { ...scope, engines, percentiles: shown, maxBuckets: 120 },
    { enabled: engines.length > 0, follows: "executions", keepPrevious: true },
  );
  if (engines.length === 0 || answer.data === undefined || answer.error !== null) {
    return <Unready title="Latency over time" none={engines.length === 0} answer={answer} />;
  }
  return (
    <SeriesChart
      series={answer.data}
      drawn={drawn}
      percentiles={table.percentiles}
      shown={shown}
      onShown={setShown}
      logarithmic={logarithmic}
      tipEscapes={wide}
    />
  );
}

function DistributionPanel({ drawn, scope, wide }: PanelProps) {
  const engines = useMemo(() => drawn.map(({ engineId }) => engineId).sort(), [drawn]);
  const answer = useHostQuery(
    "engines.distribution",
    { ...scope, engines, bins: 40 },
    { enabled: engines.length > 0, follows: "executions", keepPrevious: true },
  );
  if (engines.length === 0 || answer.data === undefined || answer.error !== null) {
    return <Unready title="Latency distribution" none={engines.length === 0} answer={answer} />;
  }
  return <DistributionChart distribution={answer.data} drawn={drawn} tipEscapes={wide} />;
}

/** A chart without data: nothing selected, loading, or failed. */
function Unready({
  title,
  none,
  answer,
}: {
  title: string;
  none: boolean;
  answer: Pick<ReturnType<typeof useHostQuery>, "error" | "refetch">;
}) {
  return (
    <ChartPanel title={title}>
      {none ? (
        <NothingToDraw>{chooseFirst}</NothingToDraw>
      ) : answer.error === null ? (
        <LoadingRows rows={4} />
      ) : (
        <ErrorState error={answer.error} onRetry={answer.refetch} />
      )}
    </ChartPanel>
  );
}
