import { Button, SegmentedControl, Switch } from "@mantine/core";
import { useElementSize } from "@mantine/hooks";
import { IconX, IconZoomReset } from "@tabler/icons-react";
import type { EngineStats, EngineTable } from "../../../contract/index.ts";
import { formatCount, formatNoun, visibleText } from "../../components/format.ts";
import { EngineName } from "../../components/marks.tsx";
import { useViewState } from "../../state/view-state.ts";
import css from "./charts.module.css";
import { Distribution } from "./distribution/Distribution.tsx";
import { maxDrawn, maxInOneChart } from "./drawn.ts";
import { explainNoLatency } from "./no-latency.ts";
import { OutcomePanel } from "./OutcomePanel.tsx";
import { type AskedLines, TimeSection } from "./over-time/TimeSection.tsx";
import { TradeoffChart } from "./ScatterChart.tsx";
import layout from "./view.module.css";

export interface ChartsProps {
  table: EngineTable;
  rows: readonly EngineStats[];
  drawn: readonly string[];
  scope: AskedLines["scope"];
  /** Another table is on its way, and the charts are of the one before. */
  isStale: boolean;
  /** What will most likely be drawn then. */
  ahead: AskedLines | null;
  onDraw(engineId: string): void;
  onDrawAll(): void;
  onDrawDefault(): void;
  /** Whether the range was chosen in a chart. */
  zoomed: boolean;
  onZoom(fromS: number, toS: number): void;
  onZoomOut(): boolean;
  /** Undoes all zooms. */
  onReset(): void;
}

/** More are not named above the charts: each has its name over its own. */
const maxInLegend = 6;

const panels = ["all", "time", "distribution", "quality"] as const;
type Panel = (typeof panels)[number];
const panelLabels: Record<Panel, string> = { all: "All", time: "Over time", distribution: "Distribution", quality: "Trade-offs" };
const isPanel = (value: string): value is Panel => panels.some((panel) => panel === value);

/** The charts of the chosen engines: side by side where there is room, else one at a time. */
export function Charts(props: ChartsProps) {
  const { table, rows, drawn, scope, isStale, ahead, zoomed, onDraw, onDrawAll, onDrawDefault, onZoom, onZoomOut, onReset } = props;
  const [logarithmic, setLogarithmic] = useViewState("engines.logScale", true);
  const [chosen, setChosen] = useViewState<string>("engines.chartShown", "all");
  const { ref, width } = useElementSize();
  const wide = width >= 1080;
  const panel = !isPanel(chosen) || (chosen === "all" && !wide) ? "time" : chosen;
  const noLatency = explainNoLatency(table.overall);
  const shows = (one: Panel) => noLatency === null && (panel === "all" || panel === one);
  return (
    <section ref={ref} className={layout.charts} data-narrow={!wide || undefined} aria-label="Charts">
      <div className={layout.chartBar}>
        <ul className={css.legend} aria-label="Plotted engines">
          {drawn.slice(0, maxInLegend).map((engineId) => (
            <li key={engineId}>
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
          {drawn.length > maxInLegend && <li className="muted">{formatNoun(drawn.length - maxInLegend, "more engine")}</li>}
        </ul>
        {zoomed && (
          <Button variant="default" size="compact-xs" leftSection={<IconZoomReset size={14} aria-hidden />} onClick={onReset}>
            Reset zoom
          </Button>
        )}
        {rows.length > drawn.length && drawn.length < maxDrawn && (
          <Button variant="subtle" size="compact-xs" onClick={onDrawAll}>
            Plot {rows.length > maxDrawn ? `the first ${maxDrawn}` : `all ${formatCount(rows.length)}`}
          </Button>
        )}
        {drawn.length > maxInLegend && (
          <Button variant="subtle" size="compact-xs" onClick={onDrawDefault}>
            Plot {maxInOneChart}
          </Button>
        )}
        {noLatency === null && (
          <SegmentedControl
            aria-label="Chart"
            value={panel}
            onChange={setChosen}
            data={panels.filter((one) => wide || one !== "all").map((value) => ({ value, label: panelLabels[value] }))}
          />
        )}
        {noLatency === null && (
          <Switch label="Log scale" checked={logarithmic} onChange={(event) => setLogarithmic(event.currentTarget.checked)} />
        )}
      </div>
      <div className={layout.panels} data-wide={(panel === "all" && noLatency === null) || undefined}>
        {noLatency !== null && <OutcomePanel rows={rows} note={noLatency} />}
        {shows("time") && <TimeSection {...{ table, drawn, scope, isStale, ahead, logarithmic, onZoom, onZoomOut }} />}
        {shows("distribution") && <Distribution {...{ drawn, scope, isStale, logarithmic, onZoom, onZoomOut }} />}
        {shows("quality") && <TradeoffChart {...{ rows, drawn, logarithmic, scope }} percentiles={table.percentiles} />}
      </div>
    </section>
  );
}
