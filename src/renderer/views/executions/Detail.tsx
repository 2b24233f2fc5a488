import { ActionIcon, CloseButton, SegmentedControl } from "@mantine/core";
import { IconArrowsDiff, IconBookmark, IconChevronDown, IconChevronUp } from "@tabler/icons-react";
import { type ReactNode, useMemo, useRef } from "react";
import type { ExecutionFilter, ExecutionRow, RawRecord } from "../../../contract/index.ts";
import { CopyButton } from "../../components/CopyButton.tsx";
import { formatBytes, formatCount, formatNoun, formatTime, visibleText } from "../../components/format.ts";
import { JsonView } from "../../components/JsonView.tsx";
import { printShortcut } from "../../components/KeyHint.tsx";
import { EngineName, SuccessMark } from "../../components/marks.tsx";
import { ErrorState, LoadingRows } from "../../components/states.tsx";
import type { Shortcut } from "../../components/use-commands.ts";
import { maxHits } from "../../review/highlight/hits.ts";
import { useHits } from "../../review/highlight/use-hits.ts";
import { useHostQuery } from "../../state/queries.ts";
import { useViewState } from "../../state/view-state.ts";
import { executionCommands } from "./commands.ts";
import css from "./detail.module.css";
import { ReadView } from "./ReadView.tsx";
import { Related } from "./Related.tsx";
import { countHits, getTraceId, shellCommand } from "./raw-line.ts";

const tabs = [
  { value: "read", label: "Read" },
  { value: "json", label: "JSON" },
  { value: "raw", label: "Raw line" },
  { value: "related", label: "Related" },
] as const;

interface DetailProps {
  offset: number;
  /** The row of the list, while it is loaded; shown until the record has come. */
  row: ExecutionRow | undefined;
  /** Marked wherever it stands. */
  searched: string;
  /** The execution that others are compared with, by its byte offset. */
  marked: number | null;
  /** Its neighbours in the list. */
  previous: ExecutionRow | undefined;
  next: ExecutionRow | undefined;
  onOpen(row: ExecutionRow): void;
  onFilter(filter: ExecutionFilter): void;
  onMark(offset: number | null): void;
  onCompare(): void;
  onClose(): void;
}

/** One full execution: readable, as JSON, and as the line in the file. */
export function Detail(props: DetailProps) {
  const { offset, row, searched, onClose } = props;
  const record = useHostQuery("executions.get", { offset }, { keepPrevious: true });
  const [tab, setTab] = useViewState<string>("executions.tab", "read");
  const body = useRef<HTMLElement>(null);
  useHits(body, searched);
  const shown = record.data?.offset === offset ? record.data : undefined;
  return (
    <section className={css.detail} aria-label="Execution">
      <header className={css.head}>
        <div className={css.heading}>
          {row === undefined ? (
            <span className="mono">{shown === undefined ? "" : visibleText(getTraceId(shown.raw))}</span>
          ) : (
            <>
              <EngineName id={row.engineId} />
              <SuccessMark success={row.success} withLabel />
              <span className="muted">{formatTime(row.timestampS)}</span>
              {shown !== undefined && searched !== "" && <HitCount raw={shown.raw} searched={searched} />}
            </>
          )}
        </div>
        <CloseButton size="sm" aria-label="Close record" title={`Close (${printShortcut(executionCommands.close)})`} onClick={onClose} />
      </header>
      <div className={css.tools}>
        <SegmentedControl aria-label="Show as" data={[...tabs]} value={tab} onChange={setTab} />
        <span className={css.actions}>
          <Actions {...props} />
          {shown !== undefined && <CopyButton text={shown.raw} label="Copy raw line" />}
        </span>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <section key={offset} ref={body} className={css.body} tabIndex={0} aria-label="Record">
        {record.error !== null ? (
          <ErrorState error={record.error} onRetry={record.refetch} />
        ) : shown === undefined ? (
          <LoadingRows rows={6} />
        ) : (
          <Shown record={shown} tab={tab} {...props} />
        )}
      </section>
    </section>
  );
}

/** How often what was searched for stands in what is searched of the record. */
function HitCount({ raw, searched }: { raw: string; searched: string }) {
  const count = useMemo(() => countHits(raw, searched), [raw, searched]);
  return <span className={css.hits}>{count >= maxHits ? `${formatCount(maxHits)} hits or more` : formatNoun(count, "hit")}</span>;
}

/** To the neighbours in the list, and what two executions are compared by. */
function Actions({ offset, marked, previous, next, onOpen, onMark, onCompare }: DetailProps) {
  const { mark, compare } = executionCommands;
  return (
    <>
      <Action label="Previous in the list" command={executionCommands.previous} isOff={!previous} run={() => previous && onOpen(previous)}>
        <IconChevronUp size={16} aria-hidden />
      </Action>
      <Action label="Next in the list" command={executionCommands.next} isOff={!next} run={() => next && onOpen(next)}>
        <IconChevronDown size={16} aria-hidden />
      </Action>
      <Action
        label={marked === offset ? "Marked to compare" : mark.label}
        command={mark}
        isOn={marked === offset}
        run={() => onMark(marked === offset ? null : offset)}
      >
        <IconBookmark size={15} aria-hidden />
      </Action>
      <Action label={compare.label} command={compare} isOff={marked === null || marked === offset} run={onCompare}>
        <IconArrowsDiff size={15} aria-hidden />
      </Action>
    </>
  );
}

interface ActionProps {
  label: string;
  command: Shortcut;
  isOff?: boolean;
  isOn?: boolean;
  run(): void;
  children: ReactNode;
}

function Action({ label, command, isOff = false, isOn, run, children }: ActionProps) {
  return (
    <ActionIcon
      variant={isOn === true ? "light" : "subtle"}
      color={isOn === true ? undefined : "gray"}
      aria-label={label}
      aria-pressed={isOn}
      title={`${label} (${printShortcut(command)})`}
      disabled={isOff}
      onClick={run}
    >
      {children}
    </ActionIcon>
  );
}

function Shown({ record, row, tab, onFilter, onOpen }: DetailProps & { record: RawRecord; tab: string }) {
  if (tab === "related") return <Related record={record} row={row} onFilter={onFilter} onOpen={onOpen} />;
  if (tab === "raw") return <RawLine record={record} />;
  if (tab === "json") return <JsonView text={record.raw} label="The record as JSON" />;
  return <ReadView record={record} row={row} />;
}

/** The line exactly as it is in the file, and how to find it there. */
function RawLine({ record }: { record: RawRecord }) {
  const command = shellCommand(record);
  return (
    <>
      <p className={css.notice}>
        <span className="mono">{visibleText(record.file)}</span>, bytes {formatCount(record.offset)} to{" "}
        {formatCount(record.offset + record.sizeBytes - 1)}, {formatBytes(record.sizeBytes)}.
        {record.cut && (
          <strong> Only the first {formatCount(record.raw.length)} characters are shown; the full line is in the file.</strong>
        )}
      </p>
      <div className={css.command}>
        <code>{command}</code>
        <CopyButton text={command} label="Copy the command" />
      </div>
      <pre className={`${css.pre} ${css.raw}`}>{record.raw}</pre>
    </>
  );
}
