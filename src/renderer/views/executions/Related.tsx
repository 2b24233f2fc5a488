import { Button } from "@mantine/core";
import type { ExecutionComparisons, ExecutionFilter, ExecutionRow, RawRecord } from "../../../contract/index.ts";
import { formatCount, formatMs, formatNoun, formatScore, formatTime, visibleText } from "../../components/format.ts";
import { EngineName, SuccessMark } from "../../components/marks.tsx";
import { ErrorState } from "../../components/states.tsx";
import { atComparison } from "../../review/place.ts";
import { navigate } from "../../state/navigation.ts";
import { useHostQuery } from "../../state/queries.ts";
import { parseLine } from "./raw-line.ts";
import css from "./related.module.css";

const shownRows = 8;

interface RelatedProps {
  record: RawRecord;
  row: ExecutionRow | undefined;
  onFilter(filter: ExecutionFilter): void;
  onOpen(row: ExecutionRow): void;
}

/** What belongs to an execution: the others of its trace and of its task, and the comparisons it appears in. */
export function Related({ record, row, onFilter, onOpen }: RelatedProps) {
  const { rest } = parseLine(record.raw);
  const id = (name: string) => rest.find((field) => field.name === name)?.text;
  const traceId = row?.traceId || id("trace_id");
  const taskId = row?.taskId ?? id("task_id");
  const more = { offset: record.offset, onFilter, onOpen };
  return (
    <>
      <Neighbours title="Same trace" id={traceId} filter={traceId === undefined ? {} : { traceId }} {...more} />
      <Neighbours title="Same task" id={taskId} filter={taskId === undefined ? {} : { taskId }} {...more} />
      <Comparisons offset={record.offset} />
    </>
  );
}

interface NeighboursProps extends Pick<RelatedProps, "onFilter" | "onOpen"> {
  title: string;
  id: string | undefined;
  filter: ExecutionFilter;
  offset: number;
}

function Neighbours({ title, id, filter, offset, onFilter, onOpen }: NeighboursProps) {
  const input = { filter, sort: "oldest", limit: shownRows + 1 } as const;
  const { data, error, refetch } = useHostQuery("executions.list", input, { enabled: id !== undefined });
  const others = data?.rows.filter((row) => row.offset !== offset).slice(0, shownRows) ?? [];
  const count = data === undefined ? undefined : Math.max(0, data.total - 1);
  return (
    <section className={css.part} aria-label={title}>
      <div className={css.head}>
        <h2 className={css.title}>{title}</h2>
        <span className="muted">
          {id === undefined ? "not reported" : count === undefined ? "Searching…" : formatNoun(count, "other execution")}
        </span>
        {count !== undefined && count > 0 && (
          <Button variant="subtle" onClick={() => onFilter(filter)}>
            Show all {formatCount(data?.total)}
          </Button>
        )}
      </div>
      {id !== undefined && <p className={`mono ${css.id}`}>{visibleText(id)}</p>}
      {error !== null && <ErrorState error={error} onRetry={refetch} />}
      {others.length > 0 && (
        <ul className={css.list}>
          {others.map((row) => (
            <li key={row.offset}>
              <button type="button" className={css.row} onClick={() => onOpen(row)}>
                <span className="muted">{formatTime(row.timestampS)}</span>
                <span className={css.engine}>
                  <EngineName id={row.engineId} />
                </span>
                <SuccessMark success={row.success} />
                <span className={css.number}>{formatMs(row.latencyMs)}</span>
                <span className={css.number}>{formatScore(row.quality)}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

const reasons: Record<ExecutionComparisons["rows"][number]["why"], string> = {
  answer: "same prompt, same answer",
  prompt: "same prompt",
  id: "named like its task or trace",
};

function Comparisons({ offset }: { offset: number }) {
  const { data, error, refetch } = useHostQuery("executions.comparisons", { offset });
  return (
    <section className={css.part} aria-label="Comparisons">
      <div className={css.head}>
        <h2 className={css.title}>Comparisons</h2>
        <span className="muted">{data === undefined ? "Searching…" : formatNoun(data.total, "comparison")}</span>
      </div>
      <p className="muted">
        Records do not name each other. A comparison counts as this execution's where its prompt is the same, or its id is the task or
        trace.
      </p>
      {error !== null && <ErrorState error={error} onRetry={refetch} />}
      {data !== undefined && data.rows.length > 0 && (
        <ul className={css.list}>
          {data.rows.map((row) => (
            <li key={row.key}>
              <button type="button" className={css.comparison} onClick={() => navigate("comparisons", atComparison(row.key))}>
                <span className={css.query}>{row.queryHead === "" ? visibleText(row.comparisonId) : visibleText(row.queryHead)}</span>
                <span className="muted">{reasons[row.why]}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
