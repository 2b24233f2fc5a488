import { Button, Progress } from "@mantine/core";
import { IconAlertTriangle, IconCheck, IconPlayerStop } from "@tabler/icons-react";
import { useStore } from "zustand";
import { describeDetails, type Snapshot } from "../../../contract/index.ts";
import { formatBytes, visibleText } from "../../components/format.ts";
import { handoverStore } from "../../import/drop.ts";
import { useSnapshot } from "../../state/live.ts";
import { mutate } from "../../state/queries.ts";
import { goToSetting } from "../../state/wanted-setting.ts";
import { computeProgress, formatJobState } from "./jobs.ts";
import css from "./models.module.css";

type Job = Snapshot["models"][number];

/** Files on their way in, with progress and a way to stop; and what was refused, until it is cleared away. */
export function ModelJobs() {
  const jobs = useSnapshot((snapshot) => snapshot.models) ?? [];
  const handedOver = useStore(handoverStore, (state) => state.files).filter((file) => file.to === "models");
  if (jobs.length === 0 && handedOver.length === 0) return null;
  const finished = jobs.some((job) => job.state !== "running" && job.state !== "waiting");
  return (
    <section className={css.jobs} aria-label="Files being imported">
      <div className={css.jobsHead}>
        <h2>Imports</h2>
        {finished && (
          <Button variant="subtle" color="gray" size="compact-xs" onClick={() => void mutate("models.clearFinished", {})}>
            Clear finished
          </Button>
        )}
      </div>
      <ul>
        {handedOver.map((file) => (
          <li key={`handover-${file.id}`} className={css.job}>
            <span className={css.jobName}>{visibleText(file.name)}</span>
            <span className={css.quiet}>uploading {formatBytes(file.sizeBytes)}…</span>
          </li>
        ))}
        {jobs.map((job) => (
          <JobRow key={job.id} job={job} />
        ))}
      </ul>
    </section>
  );
}

/** The state, what the header says while the file is on its way, and what is wrong with the file. */
function describeJob(job: Job): string {
  const isOpen = job.state === "running" || job.state === "waiting";
  const state = [formatJobState(job), ...(isOpen ? describeDetails(job.details).slice(0, 3).map(visibleText) : [])].join(", ");
  return job.warnings.length === 0 ? state : [`${state}.`, ...job.warnings].join(" ");
}

function JobRow({ job }: { job: Job }) {
  const open = job.state === "running" || job.state === "waiting";
  return (
    <li className={css.job} data-state={job.state} data-testid="model-job">
      {job.state === "failed" && <IconAlertTriangle size={15} className={css.bad} aria-hidden />}
      {job.state === "done" && job.warnings.length === 0 && <IconCheck size={15} className={css.good} aria-hidden />}
      {job.warnings.length > 0 && <IconAlertTriangle size={15} className={css.warn} aria-hidden />}
      <span className={css.jobName} title={visibleText(job.name)}>
        {visibleText(job.name)}
      </span>
      {job.error === null ? (
        <span className={css.quiet}>{describeJob(job)}</span>
      ) : (
        <span className={css.jobError} role="alert">
          <strong>{job.error.message}</strong> {job.error.fix}
        </span>
      )}
      {job.error?.code === "over_limit" && (
        <Button size="compact-xs" variant="default" onClick={() => goToSetting("models.max_bytes")}>
          Change limit
        </Button>
      )}
      {open && (
        <>
          <Progress className={css.jobProgress} value={100 * computeProgress(job)} aria-label={`Import of ${visibleText(job.name)}`} />
          <Button
            size="compact-xs"
            variant="default"
            leftSection={<IconPlayerStop size={12} aria-hidden />}
            aria-label={`Cancel the import of ${visibleText(job.name)}`}
            onClick={() => void mutate("models.cancel", { job: job.id })}
          >
            Cancel
          </Button>
        </>
      )}
    </li>
  );
}
