import { Button } from "@mantine/core";
import { IconHelpCircle } from "@tabler/icons-react";
import type { ImportJob } from "../../../../contract/index.ts";
import { formatBytes, visibleText } from "../../../components/format.ts";
import css from "../import.module.css";
import { stateText } from "../report.ts";
import { AskingForm } from "./AskingForm.tsx";

interface AskingCardProps {
  job: ImportJob;
  /** One file is looked at at a time. */
  isOpen: boolean;
  /** It turned up while the person was on this view. */
  isNew: boolean;
  onOpen(): void;
}

/** A file of another tool that waits for an answer. */
export function AskingCard({ job, isOpen, isNew, onOpen }: AskingCardProps) {
  const name = visibleText(job.file);
  return (
    <li className={css.job} data-job-state="asking" data-file={job.file}>
      <div className={css.head}>
        <span className={css.state} data-state="running">
          <IconHelpCircle size={15} stroke={1.8} aria-hidden />
        </span>
        <span className={css.file} title={name}>
          {name}
        </span>
        <span className="muted">{formatBytes(job.sizeBytes)}</span>
        <span className={css.outcome} role="status">
          {stateText(job)}
        </span>
        {!isOpen && (
          <Button variant="default" size="compact-xs" aria-label={`Review ${name}`} onClick={onOpen}>
            Review
          </Button>
        )}
      </div>
      {isOpen && <AskingForm job={job.id} name={name} takesFocus={isNew} />}
    </li>
  );
}
