import { Button, FileButton } from "@mantine/core";
import { IconFileAnalytics, IconFilterOff, IconX } from "@tabler/icons-react";
import { type EngineWindows, windowsMethod, windowsNotes } from "../../../../contract/index.ts";
import { EngineFilter } from "../../../components/EngineFilter.tsx";
import { formatCount, formatNoun, formatPercent, formatTime, visibleText } from "../../../components/format.ts";
import { Section } from "../../../components/Section.tsx";
import { EmptyState, ErrorState, LoadingRows } from "../../../components/states.tsx";
import { ViewFrame } from "../../../components/ViewFrame.tsx";
import { EnginePartPicker } from "../comparing/EnginePartPicker.tsx";
import { RangePicker } from "../RangePicker.tsx";
import { wholeRange } from "../range.ts";
import { useWindows } from "./use-windows.ts";
import { MergedTable, NewestTable } from "./WindowTables.tsx";
import css from "./windows.module.css";

/** The windows of aggregated_stats.jsonl merged to a range, beside the exact numbers; or those of anybody's file, without its events. */
export function WindowsView() {
  const { range, setRange, engines, setEngines, names, scope, dataRange, backwards, answer, file, isOpening, choose, closeFile } =
    useWindows();
  const windows = answer.data;
  const open = (
    <FileButton
      onChange={(chosen) => void choose(chosen)}
      accept=".jsonl,.ndjson"
      inputProps={{ "aria-label": "Another aggregated_stats.jsonl" }}
    >
      {(props) => (
        <Button {...props} variant="default" loading={isOpening}>
          Open another file…
        </Button>
      )}
    </FileButton>
  );
  const toolbar = (
    <>
      <RangePicker value={range} scope={scope} dataRange={dataRange} onChange={setRange} />
      <EngineFilter value={engines} onChange={setEngines} names={names} />
      {file !== null && (
        <Button
          variant="light"
          rightSection={<IconX size={13} aria-hidden />}
          aria-label={`Close ${visibleText(file.name)}`}
          onClick={closeFile}
        >
          <span className={css.file}>{visibleText(file.name)}</span>
        </Button>
      )}
      {open}
    </>
  );
  return (
    <ViewFrame title="Engines" subtitle={<EnginePartPicker />} toolbar={toolbar}>
      {answer.error !== null ? (
        <ErrorState error={answer.error} onRetry={answer.refetch} />
      ) : windows === undefined ? (
        <LoadingRows rows={12} />
      ) : windows.file.windows === 0 ? (
        <EmptyState
          icon={IconFileAnalytics}
          title={file === null ? "No windows yet" : "No windows in this file"}
          hint={
            windowsNotes(windows).slice(0, 1).join("") ||
            "While executions come in, a window of statistics is written every few minutes, and when the workspace closes. Another workspace's aggregated_stats.jsonl can be opened here, too."
          }
          action={open}
        />
      ) : windows.merged === 0 ? (
        <EmptyState
          icon={IconFilterOff}
          title={backwards ? "The range ends before it starts" : "No windows start in this range"}
          hint={`The file has ${formatNoun(windows.file.windows, "window")}, by the time at which executions arrived.`}
          action={
            <Button variant="default" onClick={() => setRange(wholeRange)}>
              Show all
            </Button>
          }
        />
      ) : (
        <Report windows={windows} isOld={answer.isFetching} />
      )}
    </ViewFrame>
  );
}

function Report({ windows, isOld }: { windows: EngineWindows; isOld: boolean }) {
  const { merged, file, startMs, endMs, overall, engines, engineCount, newest } = windows;
  const part = merged === file.windows ? formatNoun(merged, "window") : `${formatCount(merged)} of ${formatNoun(file.windows, "window")}`;
  const moreEngines = engineCount - engines.length;
  return (
    <div className={css.report} aria-busy={isOld}>
      <p className={css.hero}>
        {part}, {formatTime((startMs ?? 0) / 1000)} to {formatTime((endMs ?? 0) / 1000)}: {formatNoun(overall.count, "execution")},{" "}
        {formatPercent(overall.successRate)} successful.
      </p>
      <ul className={css.notes} aria-label="How to read it">
        {[windowsMethod, ...windowsNotes(windows)].map((note) => (
          <li key={note}>{visibleText(note)}</li>
        ))}
      </ul>
      <Section title="By engine" {...(moreEngines > 0 ? { note: `${formatNoun(moreEngines, "more engine")} with fewer executions` } : {})}>
        <MergedTable windows={windows} />
      </Section>
      <Section title="One by one" note={merged > newest.length ? `the newest ${formatCount(newest.length)}` : "the newest first"}>
        <NewestTable windows={windows} />
      </Section>
    </div>
  );
}
