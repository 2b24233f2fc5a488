import { Button } from "@mantine/core";
import { IconTableImport } from "@tabler/icons-react";
import { useStore } from "zustand";
import type { ImportTotals } from "../../../contract/index.ts";
import { formatBytes, formatCount, formatNoun, visibleText } from "../../components/format.ts";
import { EmptyState, LoadingRows } from "../../components/states.tsx";
import { ViewFrame } from "../../components/ViewFrame.tsx";
import { defaultImport, handoverStore, type ImportOptions } from "../../import/drop.ts";
import { useSnapshot } from "../../state/live.ts";
import { mutate } from "../../state/queries.ts";
import { useViewState } from "../../state/view-state.ts";
import css from "./import.module.css";
import { JobCard } from "./JobCard.tsx";
import { OfferedFiles } from "./OfferedFiles.tsx";
import { PickFiles } from "./PickFiles.tsx";
import { sortJobs } from "./report.ts";

/** Files on their way that are named; thousands would only be scrolled past. */
const shownHandovers = 3;

/** Files in: pick or drop them, watch them being read, and see what was new, what was refused and why. */
export function ImportView() {
  const [options, setOptions] = useViewState<ImportOptions>("import.options", defaultImport);
  const jobs = useSnapshot((snapshot) => snapshot.imports);
  const handovers = useStore(handoverStore, (state) => state.files).filter((file) => file.to === "import");
  const totals = useSnapshot((snapshot) => snapshot.importTotals);
  const finished = totals !== undefined && totals.files > totals.unfinished;
  return (
    <ViewFrame
      title="Import"
      subtitle="JSONL files into this workspace"
      toolbar={
        <>
          {totals !== undefined && totals.unfinished > 1 && (
            <Button variant="default" onClick={() => void mutate("imports.cancelAll", {})}>
              Cancel all {formatCount(totals.unfinished)}
            </Button>
          )}
          <Button variant="default" disabled={!finished} onClick={() => void mutate("imports.clearFinished", {})}>
            Clear finished
          </Button>
        </>
      }
    >
      <OfferedFiles options={options} />
      <PickFiles options={options} onOptions={setOptions} />
      {jobs === undefined && <LoadingRows rows={3} />}
      {jobs !== undefined && totals !== undefined && totals.files > 1 && <Totals totals={totals} listed={jobs.length} />}
      <ul className={css.jobs} aria-label="Imports">
        {handovers.slice(0, shownHandovers).map((file) => (
          <li key={`handover-${file.id}`} className={css.job}>
            <div className={css.head}>
              <span className={css.file}>{visibleText(file.name)}</span>
              <span className="muted">{formatBytes(file.sizeBytes)}</span>
              <span className={css.state} data-state="waiting" role="status">
                Uploading
              </span>
            </div>
          </li>
        ))}
        {handovers.length > shownHandovers && (
          <li className={css.more} role="status">
            {formatNoun(handovers.length - shownHandovers, "more file", "more files")} waiting to upload
          </li>
        )}
        {sortJobs(jobs ?? [], jobs !== undefined && totals !== undefined && jobs.length < totals.files).map((job) => (
          <JobCard key={job.id} job={job} />
        ))}
      </ul>
      {jobs?.length === 0 && handovers.length === 0 && (
        <EmptyState
          icon={IconTableImport}
          title="No imports yet"
          hint="Each file gets a report here: how many lines were new, duplicate, rejected or blank, and why, with line numbers. A file may mix record types; duplicates are skipped."
        />
      )}
    </ViewFrame>
  );
}

/** All imports since the list was cleared, added up by the engine; and how many of them are listed. */
function Totals({ totals, listed }: { totals: ImportTotals; listed: number }) {
  const { files, unfinished, withProblems } = totals;
  return (
    <section className={css.totals} aria-label="Totals">
      <b>{formatNoun(files, "file")}</b>
      {unfinished > 0 && <span>{formatCount(unfinished)} remaining</span>}
      <span>{formatNoun(totals.lines, "line")}</span>
      <span>{formatCount(totals.accepted)} new</span>
      <span>{formatNoun(totals.duplicates, "duplicate")}</span>
      <span data-tone={totals.quarantined > 0 ? "warn" : undefined}>{formatCount(totals.quarantined)} rejected</span>
      <span>{formatCount(totals.blank)} blank</span>
      {listed < files && (
        <span className={css.listed}>
          {formatCount(listed)} of {formatCount(files)} files listed
          {withProblems > 0 && ", problems first"}
        </span>
      )}
    </section>
  );
}
