import { ActionIcon, Switch } from "@mantine/core";
import { IconChevronLeft, IconChevronRight } from "@tabler/icons-react";
import { type ReactNode, useMemo, useState } from "react";
import { type LatencyHeat, maxHeatEngines } from "../../../../contract/index.ts";
import type { Cell } from "../../../components/chart-file.ts";
import { formatCount, formatMs, formatNoun, formatSpan, formatTime, visibleText } from "../../../components/format.ts";
import { navigate } from "../../../state/navigation.ts";
import { useHostQuery } from "../../../state/queries.ts";
import { useViewState } from "../../../state/view-state.ts";
import { ChartPanel, NothingToDraw, Unready } from "../ChartPanel.tsx";
import css from "../charts.module.css";
import { justBelow } from "../distribution/steps.ts";
import { drillTo } from "../drill.ts";
import type { TimeSectionProps } from "../over-time/TimeSection.tsx";
import { SaveMenu } from "../plot/SaveMenu.tsx";
import { CellTable } from "./CellTable.tsx";
import { HeatChart } from "./HeatChart.tsx";

type HeatSectionProps = Pick<TimeSectionProps, "drawn" | "scope" | "isStale" | "onZoom" | "onZoomOut"> & {
  /** Chooses another kind of distribution. */
  picker: ReactNode;
};

const title = "Latency heat map";

/** Cells along each axis: fewer where many maps share the room. */
const toCells = (engines: number) =>
  engines > 6 ? { maxBuckets: 48, bins: 16 } : engines > 1 ? { maxBuckets: 80, bins: 24 } : { maxBuckets: 120, bins: 36 };

/** How many executions had which latency when: the maps, or the same numbers as a table. */
export function HeatSection({ drawn, scope, isStale, onZoom, onZoomOut, picker }: HeatSectionProps) {
  const [asTable, setAsTable] = useViewState("engines.distributionTable", false);
  const [turned, setTurned] = useState(0);
  const pages = Math.ceil(drawn.length / maxHeatEngines);
  const page = Math.max(0, Math.min(turned, pages - 1));
  const engines = useMemo(() => drawn.slice(page * maxHeatEngines, (page + 1) * maxHeatEngines), [drawn, page]);
  const answer = useHostQuery(
    "engines.heat",
    { ...scope, engines: engines.length === 0 ? ["none"] : engines.toSorted(), ...toCells(engines.length) },
    { enabled: engines.length > 0, follows: "executions", keepPrevious: true },
  );
  const heat = useMemo(() => answer.data && inOrder(answer.data, engines), [answer.data, engines]);
  if (engines.length === 0 || heat === undefined || answer.error !== null)
    return <Unready title={title} none={engines.length === 0} answer={answer} />;

  function open(engineId: string, startS: number, bin: number) {
    if (heat === undefined) return;
    const { successfulOnly, includeCached, fromS = 0, toS = Number.POSITIVE_INFINITY } = scope;
    const [minLatencyMs = 0, end = 0] = [heat.edgesMs[bin], heat.edgesMs[bin + 1]];
    const behind = {
      engines: [engineId],
      fromS: Math.max(fromS, startS),
      toS: Math.min(toS, startS + heat.bucketSeconds),
      successfulOnly,
      includeCached,
    };
    navigate("executions", drillTo(behind, { minLatencyMs, maxLatencyMs: justBelow(end), sort: "slowest" }));
  }

  const n = heat.engines.reduce((sum, engine) => sum + engine.n, 0);
  const first = page * maxHeatEngines;
  const part = pages > 1 ? ` Engines ${first + 1} to ${first + engines.length} of ${formatCount(drawn.length)}.` : "";
  return (
    <ChartPanel
      title={title}
      stacked
      busy={answer.isOther || isStale}
      controls={
        <div className={css.controlsInside}>
          {picker}
          {pages > 1 && (
            <ActionIcon.Group>
              <ActionIcon
                variant="default"
                size="sm"
                aria-label="Engines before"
                {...atEnd(page === 0)}
                onClick={() => setTurned(Math.max(0, page - 1))}
              >
                <IconChevronLeft size={14} aria-hidden />
              </ActionIcon>
              <ActionIcon
                variant="default"
                size="sm"
                aria-label="More engines"
                {...atEnd(page === pages - 1)}
                onClick={() => setTurned(Math.min(pages - 1, page + 1))}
              >
                <IconChevronRight size={14} aria-hidden />
              </ActionIcon>
            </ActionIcon.Group>
          )}
          <Switch size="xs" label="Table" checked={asTable} onChange={(event) => setAsTable(event.currentTarget.checked)} />
          <SaveMenu title={title} engines={heat.engines.map(({ engineId }) => engineId)} rows={() => toRows(heat)} />
        </div>
      }
      note={n === 0 ? "" : `Per ${formatSpan(heat.bucketSeconds * 1000)}, n = ${formatCount(n)}.${part} Drag to zoom.`}
      inWords={asTable ? [] : heatInWords(heat)}
    >
      {n === 0 ? (
        <NothingToDraw>No selected engine reports latency in this range.</NothingToDraw>
      ) : asTable ? (
        <CellTable heat={heat} onOpen={open} />
      ) : (
        <HeatChart heat={heat} onZoom={onZoom} onZoomOut={onZoomOut} onOpen={open} />
      )}
    </ChartPanel>
  );
}

/** Nothing more in this direction. Not `disabled`: the last press would lose the focus. */
const atEnd = (isAtEnd: boolean) => (isAtEnd ? { "data-disabled": true, "aria-disabled": true } : {});

/** The engines as they are drawn elsewhere. */
function inOrder(heat: LatencyHeat, drawn: readonly string[]): LatencyHeat {
  const byId = new Map(heat.engines.map((engine) => [engine.engineId, engine]));
  return { ...heat, engines: drawn.flatMap((engineId) => byId.get(engineId) ?? []) };
}

/** The maps in sentences, for screen readers. */
export function heatInWords({ engines, edgesMs, bucketSeconds }: LatencyHeat): string[] {
  return engines.map(({ engineId, n, cells }) => {
    const fullest = cells.reduce((most, cell) => (cell.count > most.count ? cell : most));
    const [from, to] = [formatMs(edgesMs[fullest.bin]), formatMs(edgesMs[fullest.bin + 1])];
    return `${visibleText(engineId)}: ${formatNoun(n, "latency", "latencies")} in ${formatNoun(cells.length, "cell")}; the fullest, ${formatCount(fullest.count)}, from ${from} to ${to} at ${formatTime(fullest.startS)} and ${formatSpan(bucketSeconds * 1000)} on.`;
  });
}

/** The cells for a file: times in Unix seconds, from inclusive, to exclusive. */
function toRows({ engines, edgesMs, bucketSeconds }: LatencyHeat): Cell[][] {
  const rows = engines.flatMap(({ engineId, cells }) =>
    cells.map(({ startS, bin, count }): Cell[] => [
      engineId,
      startS,
      startS + bucketSeconds,
      edgesMs[bin] ?? null,
      edgesMs[bin + 1] ?? null,
      count,
    ]),
  );
  return [["engine", "from_s", "to_s", "from_ms", "to_ms", "count"], ...rows];
}
