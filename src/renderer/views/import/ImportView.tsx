import { Button } from "@mantine/core";
import { IconTableImport } from "@tabler/icons-react";
import { useState } from "react";
import { useStore } from "zustand";
import type { ImportJob, ImportTotals } from "../../../contract/index.ts";
import { formatBytes, formatCount, formatNoun, visibleText } from "../../components/format.ts";
import { EmptyState, LoadingRows } from "../../components/states.tsx";
import { ViewFrame } from "../../components/ViewFrame.tsx";
import { defaultImport, handoverStore, type ImportOptions } from "../../import/drop.ts";
import { useSnapshot } from "../../state/live.ts";
import { mutate } from "../../state/queries.ts";
import { useViewState } from "../../state/view-state.ts";
import { AskingCard } from "./asking/AskingCard.tsx";
import { FollowFile } from "./FollowFile.tsx";
import css from "./import.module.css";
import { JobCard } from "./JobCard.tsx";
import { OfferedFiles } from "./OfferedFiles.tsx";
import { PickFiles } from "./PickFiles.tsx";
import { sortJobs } from "./report.ts";

/** At most so many uploading files are listed by name; nobody reads thousands. */
const shownHandovers = 3;

/** A file that waits for an answer, or any other. */
function Card({ job, isOpen, isNew, onOpen }: { job: ImportJob; isOpen: boolean; isNew: boolean; onOpen(): void }) {
  const { state } = job;
  if (state === "asking") return <AskingCard job={job} isOpen={isOpen} isNew={isNew} onOpen={onOpen} />;
  return <JobCard job={{ ...job, state }} />;
}

/** Pick or drop files, watch their imports, and see what was new, what was rejected and why. */
export function ImportView() {
  const [options, setOptions] = useViewState<ImportOptions>("import.options", defaultImport);
  const jobs = useSnapshot((snapshot) => snapshot.imports);
  const handovers = useStore(handoverStore, (state) => state.files).filter((file) => file.to === "import");
  const totals = useSnapshot((snapshot) => snapshot.importTotals);
  const open = totals === undefined ? 0 : totals.unfinished + totals.asking;
  const finished = totals !== undefined && totals.files > open;
  const asking = jobs?.filter(({ state }) => state === "asking") ?? [];
  const [chosen, setChosen] = useState("");
  const openId = (asking.find(({ id }) => id === chosen) ?? asking[0])?.id;
  // Files that were already waiting when the view opened do not take the focus.
  const [met] = useState(() => new Set(asking.map(({ id }) => id)));
  return (
    <ViewFrame
      title="Import"
      subtitle="Files into this workspace, your own or other tools'"
      toolbar={
        <>
          {open > 1 && (
            <Button variant="default" onClick={() => void mutate("imports.cancelAll", {})}>
              Cancel all {formatCount(open)}
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
      <FollowFile kind={options.kind} />
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
          <Card key={job.id} job={job} isOpen={job.id === openId} isNew={!met.has(job.id)} onOpen={() => setChosen(job.id)} />
        ))}
        {totals !== undefined && totals.asking > asking.length && asking.length > 0 && (
          <li className={css.more}>{formatNoun(totals.asking - asking.length, "more file needs", "more files need")} your input</li>
        )}
      </ul>
      {jobs?.length === 0 && handovers.length === 0 && (
        <EmptyState
          icon={IconTableImport}
          title="No imports yet"
          hint="Drop a file here: Assay's own records, or what another tool wrote. You see how its rows are read, with their units, before anything comes in. Each file gets a report of what was new, duplicate, rejected or skipped, and why."
        />
      )}
    </ViewFrame>
  );
}

/** Totals over all imports since the list was cleared, computed by the engine, and how many of the files are listed. */
function Totals({ totals, listed }: { totals: ImportTotals; listed: number }) {
  const { files, unfinished, asking, withProblems } = totals;
  return (
    <section className={css.totals} aria-label="Totals">
      <b>{formatNoun(files, "file")}</b>
      {unfinished > 0 && <span>{formatCount(unfinished)} remaining</span>}
      {asking > 0 && <span>{formatNoun(asking, "needs", "need")} your input</span>}
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
