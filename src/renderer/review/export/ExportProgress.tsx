import { Button, Progress } from "@mantine/core";
import { CopyButton } from "../../components/CopyButton.tsx";
import { focusOnMount } from "../../components/focus.ts";
import { formatBytes, formatNoun } from "../../components/format.ts";
import { useSnapshot } from "../../state/live.ts";
import { mutate } from "../../state/queries.ts";
import { DownloadAll, DownloadFile } from "./Download.tsx";
import css from "./ExportDialog.module.css";

/** A running export, and what became of it. */
export function ExportProgress({ job: id, onClose }: { job: string; onClose: () => void }) {
  const job = useSnapshot((snapshot) => snapshot.exports)?.find((one) => one.id === id);
  if (job === undefined || job.state === "waiting" || job.state === "running") {
    const share = job === undefined || job.totalBytes === 0 ? 0 : Math.min(1, job.readBytes / job.totalBytes);
    return (
      <div className={css.progress}>
        <p role="status">{job === undefined ? "Starting…" : `${formatNoun(job.rows, "row")} written`}</p>
        <Progress value={share * 100} aria-label="Export" />
        <div className={css.buttons}>
          <Button variant="default" onClick={onClose}>
            Continue in the background
          </Button>
          <Button color="red" variant="light" onClick={() => void mutate("exports.cancel", { job: id })} ref={focusOnMount}>
            Cancel export
          </Button>
        </div>
      </div>
    );
  }
  if (job.state !== "done" || job.made === null) {
    return (
      <div className={css.progress}>
        <p role="status">
          {job.error === null ? "Cancelled. Nothing was kept." : job.error.message} {job.error?.fix}
        </p>
        <div className={css.buttons}>
          <Button onClick={onClose} ref={focusOnMount}>
            Close
          </Button>
        </div>
      </div>
    );
  }
  const { path, files, report } = job.made;
  return (
    <div className={css.progress}>
      <p role="status">
        Exported {formatNoun(report.rows, "row")}
        {report.leftOut > 0 ? `, ${formatNoun(report.leftOut, "item")} left out` : ""}.
      </p>
      <p className={css.path}>
        <code>{path}</code> <CopyButton text={path} label="Copy path" />
      </p>
      <ul className={css.counts} aria-label="Files">
        {files.map(({ name, sizeBytes, sha256 }) => (
          <li key={name}>
            {name}
            <span title={`SHA-256 ${sha256}`}>{formatBytes(sizeBytes)}</span>
            <DownloadFile job={id} file={name} />
          </li>
        ))}
        <li>
          manifest.json<span>what it was made of, and how</span>
        </li>
      </ul>
      <div className={css.buttons}>
        <DownloadAll job={id} />
        <Button onClick={onClose} ref={focusOnMount}>
          Done
        </Button>
      </div>
    </div>
  );
}
