import { Modal } from "@mantine/core";
import { useState } from "react";
import type { ComparisonFilter, ExportSource, SampleFilter } from "../../../contract/index.ts";
import { ErrorState, LoadingRows } from "../../components/states.tsx";
import { mutate, useHostQuery } from "../../state/queries.ts";
import { ExportProgress } from "./ExportProgress.tsx";
import { ExportSetup } from "./ExportSetup.tsx";

interface ExportDialogProps {
  reads: ExportSource;
  /** Of the view; what it shows is what is exported. */
  filter: SampleFilter | ComparisonFilter;
  /** The filter in a few words; "" where it restricts nothing. */
  filterWords: string;
  /** Decisions that are not on disk yet would not be in the export. */
  waiting: boolean;
  opened: boolean;
  onClose: () => void;
}

/** From what a view shows to files that a trainer reads: what would be written and left out, then progress, then where it is. */
export function ExportDialog({ opened, onClose, ...setup }: ExportDialogProps) {
  const [job, setJob] = useState<string | null>(null);
  const close = () => {
    setJob(null);
    onClose();
  };
  const source = setup.reads === "samples" ? "samples" : "comparisons";
  return (
    <Modal opened={opened} onClose={close} title={`Export ${source}`} size={960}>
      {opened && (job === null ? <Targets {...setup} onStarted={setJob} onClose={close} /> : <ExportProgress job={job} onClose={close} />)}
    </Modal>
  );
}

function Targets(props: Omit<ExportDialogProps, "opened"> & { onStarted: (job: string) => void }) {
  const { data, error, refetch } = useHostQuery("exports.targets", {});
  if (error !== null) return <ErrorState error={error} onRetry={refetch} />;
  if (data === undefined) return <LoadingRows rows={6} />;
  const { onStarted, ...setup } = props;
  return (
    <ExportSetup
      {...setup}
      targets={data.filter(({ reads }) => reads === props.reads)}
      onStart={async (start) => {
        const answer = await mutate("exports.start", start);
        if (answer.ok) onStarted(answer.value.job);
      }}
    />
  );
}
