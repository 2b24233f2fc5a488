import { type ObjectiveVerdict, type StatsIntervals, verdictInWords } from "../../../contract/index.ts";
import { formatCount, formatMs, visibleText } from "../../components/format.ts";
import { printShortcut } from "../../components/KeyHint.tsx";
import { EngineName } from "../../components/marks.tsx";
import { VerdictIcon } from "../../components/Verdict.tsx";
import { useEngineStyle } from "../../state/engine-styles.ts";
import { toDifference } from "./column-list.ts";
import { type Column, type Stats, tooFewFor } from "./columns.ts";
import { gridActions } from "./commands.ts";
import { maxDrawn } from "./drawn.ts";
import { Trend } from "./Trend.tsx";
import css from "./table.module.css";

export interface RowProps {
  /** Null for the row of all engines. */
  engineId: string | null;
  stats: Stats;
  /** Shown below the numbers; null when nobody asked, or it is not known yet. */
  intervals: StatsIntervals | null;
  columns: readonly Column[];
  rowId: string;
  /** 1-based, among all rows of the grid with its heading. */
  rowIndex: number;
  /** The active column when the active cell is in this row; −1 is the name. */
  active: number | null;
  /** Whether it is in the charts. */
  drawn: boolean;
  canDraw: boolean;
  /** The number of latencies that it lacks to be ranked; false: it has enough. */
  few: number | false;
  /** Whose numbers these are compared with. */
  baseline: Stats | undefined;
  isBaseline: boolean;
  onDraw(): void;
  onBaseline(): void;
  onOpen(column: Column | null): void;
}

/** The row of one engine, or of all. The grid keeps the focus and handles the keys, so nothing in a row is a tab stop. */
export function TableRow(props: RowProps) {
  const { engineId, stats, intervals, columns, rowId, rowIndex, active, drawn, canDraw, few, baseline, isBaseline } = props;
  const { onDraw, onBaseline, onOpen } = props;
  const mark = (index: number) => (active === index ? true : undefined);
  return (
    <tr
      className={css.row}
      aria-rowindex={rowIndex}
      data-overall={engineId === null || undefined}
      data-few={few !== false || undefined}
      data-baseline={isBaseline || undefined}
      title={few === false ? undefined : `Fewer than ${formatCount(few)} latencies: below the minimum n, so it is not ranked.`}
    >
      <th scope="row" className={css.name} id={`${rowId}-n`} data-active={mark(-1)}>
        <div className={css.nameInside}>
          {engineId === null ? (
            <span className={css.noBox} />
          ) : (
            <input
              type="checkbox"
              className={css.box}
              tabIndex={-1}
              aria-label={`Plot ${visibleText(engineId)}`}
              checked={drawn}
              disabled={!drawn && !canDraw}
              title={
                !drawn && !canDraw
                  ? `${maxDrawn} engines are plotted already. Remove one first.`
                  : `Plot in the charts (${printShortcut(gridActions.plot)})`
              }
              onChange={onDraw}
            />
          )}
          <button
            type="button"
            tabIndex={-1}
            className={css.open}
            title={`Show its executions (${printShortcut(gridActions.open)})`}
            onClick={() => onOpen(null)}
          >
            {engineId === null ? <strong>All engines</strong> : <EngineName id={engineId} />}
          </button>
          {engineId !== null && (
            <button
              type="button"
              tabIndex={-1}
              className={css.pin}
              aria-pressed={isBaseline}
              aria-label={`${isBaseline ? "baseline" : "set baseline"}: ${visibleText(engineId)}`}
              title={`${isBaseline ? "Stop comparing" : "Baseline: show how the others differ from it"} (${printShortcut(gridActions.baseline)})`}
              onClick={onBaseline}
            >
              {isBaseline ? "baseline" : "set baseline"}
            </button>
          )}
        </div>
      </th>
      {columns.map((column, index) => (
        <NumberCell
          key={column.key}
          column={column}
          stats={stats}
          intervals={intervals}
          engineId={engineId}
          baseline={isBaseline ? undefined : baseline}
          id={`${rowId}-${index}`}
          active={active === index}
          onOpen={onOpen}
        />
      ))}
    </tr>
  );
}

interface CellProps {
  column: Column;
  stats: Stats;
  intervals: StatsIntervals | null;
  engineId: string | null;
  baseline: Stats | undefined;
  id: string;
  active: boolean;
  onOpen(column: Column): void;
}

function NumberCell({ column, stats, intervals, engineId, baseline, id, active, onOpen }: CellProps) {
  const { color } = useEngineStyle(engineId ?? "");
  const text = column.text(stats);
  const weak = column.percentile === undefined ? null : weakness(column.percentile, stats);
  const isUnsure = column.isUnsure?.(stats) ?? false;
  const difference = baseline === undefined || text === "—" ? "" : toDifference(column, stats, baseline);
  const interval = baseline !== undefined || intervals === null || text === "—" ? undefined : column.interval?.(intervals);
  const verdict = text === "—" ? null : (column.verdict?.(stats) ?? null);
  const explained = column.explain?.(stats) ?? (verdict === null ? undefined : `Objective ${verdictInWords[verdict]}.`);
  const leads = text !== "—" && (column.behind?.(stats) ?? null) !== null;
  return (
    <td
      className={css.number}
      id={id}
      data-active={active || undefined}
      data-weak={weak !== null || isUnsure || undefined}
      title={weak ?? (isUnsure ? "The interval includes 0: no difference is shown." : explained)}
      data-verdict={verdict ?? undefined}
    >
      {verdict !== null && <VerdictIcon verdict={verdict} />}
      {column.key !== "objectives" && verdict !== null && <span className="visually-hidden">{`${verdictInWords[verdict]}: `}</span>}
      {column.isTrend && stats.trend !== undefined ? (
        <Trend values={stats.trend} color={color} label={toTrendText(stats.trend)} />
      ) : leads ? (
        <button type="button" tabIndex={-1} className={css.open} aria-description={weak ?? undefined} onClick={() => onOpen(column)}>
          {text}
        </button>
      ) : (
        text
      )}
      {difference !== "" && (
        <span className={css.interval} title="Difference from the baseline">
          {difference}
        </span>
      )}
      {interval !== undefined && (
        <span className={css.interval} title="95% interval">
          {interval}
        </span>
      )}
      {column.key === "success" && stats.successRate !== null && <RateBar rate={stats.successRate} verdict={verdict} />}
    </td>
  );
}

function toTrendText(trend: readonly (number | null)[]): string {
  const known = trend.filter((value) => value !== null);
  return `From ${formatMs(known[0])} to ${formatMs(known.at(-1))}`;
}

function weakness(percentile: number, stats: Stats): string | null {
  return stats.latencyMs.n === 0 ? null : tooFewFor(percentile, stats.latencyMs.n);
}

/** The success rate as a bar; the number beside it says the same. Grey without an objective. */
function RateBar({ rate, verdict }: { rate: number; verdict: ObjectiveVerdict | null }) {
  return (
    <span className={css.bar} aria-hidden="true">
      <span className={css.barDone} data-verdict={verdict ?? undefined} style={{ width: `${rate * 100}%` }} />
    </span>
  );
}
