import { Button, Switch } from "@mantine/core";
import { IconChartHistogram, IconFilterOff, IconTarget } from "@tabler/icons-react";
import { useMemo, useState } from "react";
import { EngineFilter } from "../../components/EngineFilter.tsx";
import { formatCount, formatNoun } from "../../components/format.ts";
import { KeyHint } from "../../components/KeyHint.tsx";
import { ObjectivesDialog } from "../../components/objectives/ObjectivesDialog.tsx";
import { EmptyState, ErrorState, LoadingRows } from "../../components/states.tsx";
import { ViewFrame } from "../../components/ViewFrame.tsx";
import { navigate } from "../../state/navigation.ts";
import { useHostQuery } from "../../state/queries.ts";
import { useHeld } from "../../state/use-held.ts";
import { useViewState } from "../../state/view-state.ts";
import { Charts } from "./Charts.tsx";
import { ColumnsMenu } from "./ColumnsMenu.tsx";
import { allColumns, chooseColumns } from "./column-list.ts";
import { type Column, formatReported } from "./columns.ts";
import { gridActions, gridMoves } from "./commands.ts";
import { EnginePartPicker } from "./comparing/EnginePartPicker.tsx";
import { maxDrawn, toggleDrawn } from "./drawn.ts";
import { drillFromCell } from "./drill-cell.ts";
import { type Group, groupRows } from "./groups.ts";
import { defaultPercentile } from "./PercentileChips.tsx";
import { RangePicker } from "./RangePicker.tsx";
import { type RangeChoice, wholeRange } from "./range.ts";
import { defaultSort, type EngineSort, nextSort, sortEngines } from "./sorting.ts";
import { EngineTable } from "./Table.tsx";
import foot from "./table.module.css";
import { useDrawn } from "./use-drawn.ts";
import { useEngineTable } from "./use-engine-table.ts";
import { useMoreColumns } from "./use-more-columns.ts";
import { useObjectives } from "./use-objectives.ts";
import layout from "./view.module.css";
import { addZoom, type Zoom, zoomsInForce } from "./zooms.ts";

/** Compares engines: the table of exact numbers, and charts of the chosen ones; every number leads to its executions. */
export function EnginesView() {
  const [range, setRange] = useViewState<RangeChoice>("engines.range", wholeRange);
  const [successfulOnly, setSuccessfulOnly] = useViewState("engines.successfulOnly", false);
  const [includeCached, setIncludeCached] = useViewState("engines.includeCached", false);
  const [showIntervals, setShowIntervals] = useViewState("engines.intervals", false);
  const [filter, setFilter] = useViewState<string[]>("engines.filter", []);
  const [sort, setSort] = useViewState<EngineSort>("engines.sort", defaultSort);
  const [chosen, setChosen] = useViewState<(string | null)[] | null>("engines.selected", null);
  const [zooms, setZooms] = useViewState<Zoom[]>("engines.zooms", []);
  const { answer, scope, dataRange, backwards } = useEngineTable({ range, successfulOnly, includeCached, engines: filter });

  const table = answer.data;
  const { selected, drawn, isStale, expected, forget } = useDrawn({ table, isOther: answer.isOther, chosen, filter });
  const [columnKeys, setColumnKeys] = useViewState<string[] | null>("engines.columns", null);
  const [minN, setMinN] = useViewState("engines.minN", 0);
  const [grouped, setGrouped] = useViewState("engines.grouped", false);
  const [baseline, setBaseline] = useViewState<string | null>("engines.baseline", null);
  const [stored] = useViewState("engines.percentile", 0);
  const asked = useMemo(
    () => ({ scope: { ...scope, successfulOnly, includeCached }, engines: filter }),
    [scope, successfulOnly, includeCached, filter],
  );
  const { scope: chartScope, engines } = useHeld(asked, isStale);
  const ahead = useMemo(() => (expected === null ? null : { scope: asked.scope, drawn: expected }), [expected, asked]);
  const intervals = useHostQuery(
    "engines.intervals",
    { ...chartScope, ...(engines.length === 0 ? {} : { engines }), percentiles: table?.percentiles ?? [50] },
    { enabled: showIntervals && table !== undefined, follows: "executions", keepPrevious: true },
  );
  const percentiles = useMemo(() => table?.percentiles ?? [], [table]);
  const percentile = percentiles.includes(stored) ? stored : defaultPercentile(percentiles);
  const fromS = scope.fromS ?? dataRange?.fromS ?? 0;
  const spanS = (scope.toS ?? (dataRange?.toS ?? 0) + 1) - fromS;
  const hasObjectives = useObjectives().length > 0;
  const [editsObjectives, setEditsObjectives] = useState(false);
  const all = useMemo(
    () => allColumns({ percentiles, successfulOnly, spanS, percentile, asJudged: !successfulOnly && !includeCached }),
    [percentiles, successfulOnly, includeCached, spanS, percentile],
  );
  const columns = useMemo(() => chooseColumns(all, columnKeys, hasObjectives), [all, columnKeys, hasObjectives]);
  const keys = useMemo(() => columns.map(({ key }) => key), [columns]);
  const more = useMoreColumns({ table, scope: chartScope, engines, percentile, shown: keys, hasObjectives });
  const { rows, headings } = useMemo(() => {
    const sorted = sortEngines(more.rows, sort, all, (row) => row.latencyMs.n < minN);
    return grouped ? groupRows(sorted) : { rows: sorted, headings: new Map<number, Group>() };
  }, [more.rows, sort, all, minN, grouped]);
  const few = rows.filter((row) => row.latencyMs.n < minN).length;
  const cachedN = table?.overall.latencyMs.cachedN ?? 0;
  const inForce = zoomsInForce(zooms, range);
  const draw = (engineId: string) => setChosen(toggleDrawn(selected, engineId));

  function chooseRange(choice: RangeChoice) {
    setZooms([]);
    setRange(choice);
  }

  function zoom(fromS: number, toS: number) {
    const after: RangeChoice = { kind: "custom", fromS, toS };
    setZooms(addZoom(inForce, { before: range, after }));
    setRange(after);
  }

  function zoomOut(): boolean {
    const last = inForce.at(-1);
    if (last === undefined) return false;
    setZooms(inForce.slice(0, -1));
    setRange(last.before);
    return true;
  }

  function open(engineId: string | null, column: Column | null) {
    const stats = engineId === null ? more.overall : more.rows.find((row) => row.engineId === engineId);
    const engines = engineId === null ? filter : [engineId];
    if (stats !== undefined) navigate("executions", drillFromCell({ ...chartScope, engines }, column, stats));
  }

  function widen() {
    chooseRange(wholeRange);
    setFilter([]);
    setSuccessfulOnly(false);
  }

  const toolbar = (
    <>
      <RangePicker value={range} scope={scope} dataRange={dataRange} onChange={chooseRange} />
      <EngineFilter value={filter} onChange={setFilter} />
      <Switch label="Successful only" checked={successfulOnly} onChange={(event) => setSuccessfulOnly(event.currentTarget.checked)} />
      <Switch label="Intervals" checked={showIntervals} onChange={(event) => setShowIntervals(event.currentTarget.checked)} />
      <ColumnsMenu {...{ all, shown: columns, onColumns: setColumnKeys, minN, onMinN: setMinN, grouped, onGrouped: setGrouped }} />
      <Button variant="default" leftSection={<IconTarget size={15} aria-hidden />} onClick={() => setEditsObjectives(true)}>
        Objectives…
      </Button>
      <ObjectivesDialog opened={editsObjectives} onClose={() => setEditsObjectives(false)} />
      {(cachedN > 0 || includeCached) && (
        <Switch
          label="Include cached answers"
          checked={includeCached}
          onChange={(event) => setIncludeCached(event.currentTarget.checked)}
        />
      )}
    </>
  );

  return (
    <ViewFrame title="Engines" subtitle={<EnginePartPicker />} toolbar={toolbar} scroll={false}>
      {answer.error !== null ? (
        <ErrorState error={answer.error} onRetry={answer.refetch} />
      ) : table === undefined ? (
        <LoadingRows rows={16} />
      ) : dataRange === null && table.engines.length === 0 ? (
        <EmptyState
          icon={IconChartHistogram}
          title="No executions yet"
          hint="Drop a log of executions anywhere in this window, Assay's own or another tool's, or pick one in Import. Each engine then shows its latency percentiles, success and quality here."
          action={<Button onClick={() => navigate("import")}>Import a file</Button>}
        />
      ) : rows.length === 0 ? (
        <EmptyState
          icon={IconFilterOff}
          title={backwards ? "The range ends before it starts" : "No executions in this range"}
          hint="Nothing matches the time range, engines and switch above."
          action={
            <Button variant="default" onClick={widen}>
              Show all
            </Button>
          }
        />
      ) : (
        <div className={layout.body}>
          <div className={layout.top}>
            <EngineTable
              overall={more.overall ?? table.overall}
              columns={columns}
              headings={headings}
              minN={minN}
              baseline={baseline}
              onBaseline={(engineId) => setBaseline(engineId === baseline ? null : engineId)}
              intervals={showIntervals ? (intervals.data ?? null) : null}
              rows={rows}
              sort={sort}
              drawn={selected}
              onSort={(column) => setSort(nextSort(sort, column))}
              onDraw={draw}
              onOpen={open}
            />
          </div>
          <div className={foot.foot}>
            <span>
              Latency percentiles: {table.method}, n = {formatCount(table.overall.latencyMs.n)}.{" "}
              {baseline !== null
                ? "Below each number its difference from the baseline. "
                : showIntervals && "Below each number its 95% interval. "}
              {few > 0 && `${formatNoun(few, "engine")} below n ${formatCount(minN)} ${few === 1 ? "comes" : "come"} last. `}
              {formatReported(table.overall, successfulOnly, " of ")} {successfulOnly ? "successful executions" : "executions"} of{" "}
              {formatNoun(rows.filter(({ count }) => count > 0).length, "engine")}{" "}
              {cachedN > 0 && !includeCached ? "report a latency of their own." : "report latency."}
              {cachedN > 0 && ` Cached answers ${includeCached ? "included" : "left out"}: ${formatCount(cachedN)}.`}
            </span>
            <span className={foot.keys}>
              <KeyHint of={[gridMoves.up, gridMoves.down, gridMoves.left, gridMoves.right]}>cell</KeyHint>
              <KeyHint of={[gridActions.open]}>executions</KeyHint>
              <KeyHint of={[gridActions.plot]}>plot</KeyHint>
            </span>
          </div>
          <Charts
            table={table}
            rows={rows}
            drawn={drawn}
            scope={chartScope}
            isStale={isStale}
            ahead={ahead}
            onDraw={draw}
            onDrawAll={() => setChosen(rows.slice(0, maxDrawn).map(({ engineId }) => engineId))}
            onDrawDefault={() => {
              forget();
              setChosen(null);
            }}
            zoomed={inForce.length > 0}
            onZoom={zoom}
            onZoomOut={zoomOut}
            onReset={() => chooseRange(inForce[0]?.before ?? wholeRange)}
          />
        </div>
      )}
    </ViewFrame>
  );
}
