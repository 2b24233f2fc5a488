import { SegmentedControl, Switch } from "@mantine/core";
import { type ReactNode, useMemo } from "react";
import type { Cell } from "../../../components/chart-file.ts";
import { formatCount } from "../../../components/format.ts";
import { navigate } from "../../../state/navigation.ts";
import { useHostQuery } from "../../../state/queries.ts";
import { useViewState } from "../../../state/view-state.ts";
import { ChartPanel, NothingToDraw, Unready } from "../ChartPanel.tsx";
import css from "../charts.module.css";
import { drillTo } from "../drill.ts";
import { HeatSection } from "../heat/HeatSection.tsx";
import { distributionInWords } from "../in-words.ts";
import type { TimeSectionProps } from "../over-time/TimeSection.tsx";
import { SaveMenu } from "../plot/SaveMenu.tsx";
import { BinTable } from "./BinTable.tsx";
import { DistributionChart } from "./DistributionChart.tsx";
import { type Bins, cumulative, type DistributionShape, distributionShapes, justBelow, toBins } from "./steps.ts";

const labels: Record<DistributionShape | "heat", string> = { ecdf: "ECDF", histogram: "Histogram", heat: "Heat map" };
const kinds = [...distributionShapes, "heat"] as const;

const fineBins = 200;
/** So many of them are one of the histogram. */
const merged = 5;

type DistributionProps = Pick<TimeSectionProps, "drawn" | "scope" | "isStale" | "logarithmic" | "onZoom" | "onZoomOut">;

/** How the latencies of the drawn engines spread: the share below each latency, a histogram, or a map over time. */
export function Distribution(props: DistributionProps) {
  const [stored, setKind] = useViewState<string>("engines.distribution", "ecdf");
  const kind = kinds.find((one) => one === stored) ?? "ecdf";
  const picker = (
    <SegmentedControl
      size="xs"
      aria-label="Kind of distribution"
      value={kind}
      onChange={setKind}
      data={kinds.map((value) => ({ value, label: labels[value] }))}
    />
  );
  return kind === "heat" ? <HeatSection {...props} picker={picker} /> : <Shapes {...props} shape={kind} picker={picker} />;
}

function Shapes({
  drawn,
  scope,
  isStale,
  logarithmic,
  shape,
  picker,
}: DistributionProps & { shape: DistributionShape; picker: ReactNode }) {
  const [asTable, setAsTable] = useViewState("engines.distributionTable", false);
  const engines = useMemo(() => [...drawn].sort(), [drawn]);
  const answer = useHostQuery(
    "engines.distribution",
    { ...scope, engines, bins: fineBins },
    { enabled: engines.length > 0, follows: "executions", keepPrevious: true },
  );
  const distribution = answer.data;
  const bins = useMemo(
    () => (distribution === undefined ? null : toBins(distribution, drawn, shape === "ecdf" ? 1 : merged)),
    [distribution, drawn, shape],
  );
  if (engines.length === 0 || distribution === undefined || bins === null || answer.error !== null) {
    return <Unready title="Latency distribution" none={engines.length === 0} answer={answer} />;
  }

  /** @param toMs exclusive; absent: no limit. */
  function open(some: readonly string[], fromMs: number, toMs?: number) {
    const { successfulOnly, includeCached, fromS, toS } = scope;
    const behind = {
      engines: some,
      successfulOnly,
      includeCached,
      ...(fromS === undefined ? {} : { fromS }),
      ...(toS === undefined ? {} : { toS }),
    };
    const upTo = toMs === undefined ? {} : { maxLatencyMs: justBelow(toMs) };
    navigate("executions", drillTo(behind, { minLatencyMs: fromMs, ...upTo, sort: "slowest" }));
  }

  const n = bins.engines.reduce((sum, engine) => sum + engine.n, 0);
  return (
    <ChartPanel
      title="Latency distribution"
      stacked
      controls={
        <div className={css.controlsInside}>
          {picker}
          <Switch size="xs" label="Table" checked={asTable} onChange={(event) => setAsTable(event.currentTarget.checked)} />
          <SaveMenu title="Latency distribution" engines={drawn} rows={() => toRows(bins)} />
        </div>
      }
      note={n === 0 ? "" : `${shape === "ecdf" ? "Share below each latency" : "Share per bin"}, n = ${formatCount(n)}.`}
      inWords={asTable ? [] : distributionInWords(distribution, drawn)}
      busy={answer.isOther || isStale}
    >
      {n === 0 ? (
        <NothingToDraw>No selected engine reports latency in this range.</NothingToDraw>
      ) : asTable ? (
        <BinTable bins={toBins(distribution, drawn, merged)} onOpen={open} />
      ) : (
        <DistributionChart bins={bins} shape={shape} logarithmic={logarithmic} onOpen={open} />
      )}
    </ChartPanel>
  );
}

/** The bins for a file: from inclusive, to exclusive, and how many are below the end. */
function toRows({ edgesMs, engines }: Bins): Cell[][] {
  const rows = engines.flatMap((engine) => {
    const below = cumulative(engine);
    return engine.counts.map((count, i): Cell[] => [
      engine.engineId,
      edgesMs[i] ?? null,
      edgesMs[i + 1] ?? null,
      count,
      below[i + 1] ?? null,
      engine.n,
    ]);
  });
  return [["engine", "from_ms", "to_ms", "count", "below", "n"], ...rows];
}
