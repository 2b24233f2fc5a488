import { Button, Progress } from "@mantine/core";
import { IconAlertTriangle, IconCircleCheck, IconCircleMinus, IconCircleX, IconClock, IconLoader2 } from "@tabler/icons-react";
import type { ImportJob } from "../../../contract/index.ts";
import { CopyButton } from "../../components/CopyButton.tsx";
import { formatBytes, formatCount, formatMs, formatPercent, visibleText } from "../../components/format.ts";
import { mutate } from "../../state/queries.ts";
import { Conversions } from "./Conversions.tsx";
import css from "./import.module.css";
import { Reasons } from "./Reasons.tsx";
import { Replaced } from "./Replaced.tsx";
import { isWithoutRecords, kindsText, reportText, stateText } from "./report.ts";

const icons = {
  waiting: IconClock,
  running: IconLoader2,
  done: IconCircleCheck,
  cancelled: IconCircleMinus,
  failed: IconCircleX,
};

export type ReportedJob = ImportJob & { state: Exclude<ImportJob["state"], "asking"> };

/** One file's import: progress while it runs, then its report, until it is cleared. */
export function JobCard({ job }: { job: ReportedJob }) {
  const name = visibleText(job.file);
  const active = job.state === "running" || job.state === "waiting";
  const share = job.sizeBytes === 0 ? 0 : job.readBytes / job.sizeBytes;
  const tookMs = job.finishedAtMs === null ? null : Math.max(0, job.finishedAtMs - job.startedAtMs);
  const kinds = kindsText(job.kinds);
  const Icon = job.state === "done" && job.quarantined > 0 ? IconAlertTriangle : isWithoutRecords(job) ? IconCircleMinus : icons[job.state];
  return (
    <li className={css.job} data-job-state={job.state} data-file={job.file}>
      <div className={css.head}>
        <span className={css.state} data-state={isWithoutRecords(job) ? "empty" : job.state} data-refused={job.quarantined > 0}>
          <Icon size={15} stroke={1.8} aria-hidden />
        </span>
        <span className={css.file} title={name}>
          {name}
        </span>
        <span className="muted">{formatBytes(job.sizeBytes)}</span>
        <span className={css.outcome} role="status">
          {stateText(job)}
          {tookMs !== null && `, ${formatMs(tookMs)}`}
          {tookMs !== null && tookMs > 0 && job.lines > 0 && (
            <span className="muted"> ({formatCount(job.lines / (tookMs / 1000))} lines/s)</span>
          )}
          {job.state === "running" && `, ${formatPercent(share, 0)}`}
        </span>
        {active ? (
          <Button
            variant="default"
            size="compact-xs"
            aria-label={`Cancel the import of ${name}`}
            onClick={() => void mutate("imports.cancel", { job: job.id })}
          >
            Cancel
          </Button>
        ) : (
          <CopyButton text={reportText(job)} label="Copy the report" />
        )}
      </div>
      {active && <Progress className={css.bar} value={share * 100} aria-label={`Import of ${name}`} />}
      {job.state !== "waiting" && (
        <dl className={css.numbers}>
          <Figure label="Lines" value={job.lines} />
          <Figure label="New" value={job.accepted} />
          <Figure label="Duplicate" value={job.duplicates} />
          <Figure label="Rejected" value={job.quarantined} tone={job.quarantined > 0 ? "warn" : undefined} />
          <Figure label="Blank" value={job.blank} />
          {kinds !== "" && (
            <div className={css.kinds}>
              <dt>Types</dt>
              <dd>{kinds}</dd>
            </div>
          )}
        </dl>
      )}
      {!active && <Conversions conversions={job.conversions} />}
      {!active && <Replaced job={job} />}
      {job.partialLastLineBytes !== undefined && job.partialLastLineBytes > 0 && (
        <p className="muted">
          The last line is incomplete because another program is still writing it. Its {formatBytes(job.partialLastLineBytes)} are left for
          the next import.
        </p>
      )}
      {job.error !== null && (
        <p className={css.error} role="alert">
          <b>{visibleText(job.error.message)}</b> {job.error.fix !== undefined && <span>{job.error.fix}</span>}
        </p>
      )}
      {job.reasons.length > 0 && <Reasons reasons={job.reasons} quarantined={job.quarantined} />}
    </li>
  );
}

function Figure({ label, value, tone }: { label: string; value: number; tone?: string | undefined }) {
  return (
    <div data-figure={label.toLowerCase()} data-tone={tone}>
      <dt>{label}</dt>
      <dd>{formatCount(value)}</dd>
    </div>
  );
}
