import { Button, Modal, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useState } from "react";
import { useStore } from "zustand";
import type { Grant, MergeReport } from "../../contract/index.ts";
import { formatNoun } from "../components/format.ts";
import { ErrorState, LoadingRows } from "../components/states.tsx";
import { useDecisionQueue } from "../review/decisions.ts";
import { ChooseLog } from "../review/merge/ChooseLog.tsx";
import css from "../review/merge/Merge.module.css";
import { MergeFacts } from "../review/merge/MergeFacts.tsx";
import { mergeDialog } from "../review/merge/merge-dialog.ts";
import { mutate, useHostQuery } from "../state/queries.ts";
import { queryClient } from "../state/query-client.ts";
import { showConflicts } from "../views/comparisons/show-status.ts";

/** Takes over another reviewer's decisions: choose the log, see what would change, merge as one step. */
export function MergeDialog() {
  const isOpen = useStore(mergeDialog.store, (state) => state.isOpen);
  return (
    <Modal opened={isOpen} onClose={mergeDialog.close} title="Merge a reviewer’s decisions" size="lg">
      {isOpen && <Merge />}
    </Modal>
  );
}

function Merge() {
  const [grant, setGrant] = useState<Grant | null>(null);
  const [done, setDone] = useState<MergeReport | null>(null);
  if (grant === null) return <ChooseLog onChosen={setGrant} />;
  if (done === null) return <Preview grant={grant} onMerged={setDone} onBack={() => setGrant(null)} />;
  return (
    <div className={css.body}>
      <p role="status">Merged {formatNoun(done.events.new, "decision")} as one step. Undo takes all of it back.</p>
      <MergeFacts report={done} />
      <div className={css.buttons}>
        {done.conflicts > 0 && (
          <Button
            data-autofocus
            onClick={() => {
              mergeDialog.close();
              showConflicts();
            }}
          >
            Go to {formatNoun(done.conflicts, "conflict")}
          </Button>
        )}
        <Button variant="default" onClick={mergeDialog.close}>
          Close
        </Button>
      </div>
    </div>
  );
}

/** Each preview reads both logs: it waits for the rest of a name that is being typed. */
const calmMs = 400;

interface PreviewProps {
  grant: Grant;
  onMerged: (report: MergeReport) => void;
  onBack: () => void;
}

function Preview({ grant, onMerged, onBack }: PreviewProps) {
  const [name, setName] = useState("");
  const [typed] = useDebouncedValue(name, calmMs);
  const [asked, setAsked] = useState(false);
  const [busy, setBusy] = useState(false);
  const waiting = useDecisionQueue().waiting.length > 0;
  const as = typed.trim();
  const input = { grant: grant.id, ...(as === "" ? {} : { as }) };
  const { data: report, error, refetch } = useHostQuery("reviewers.previewMerge", input, { enabled: !busy, keepPrevious: true });
  if (error !== null) return <ErrorState error={error} onRetry={error.code === "not_found" ? onBack : refetch} />;
  if (report === undefined) return <LoadingRows rows={6} />;
  const merge = async () => {
    setBusy(true);
    const answer = await mutate("reviewers.merge", input);
    setBusy(false);
    if (!answer.ok) return;
    queryClient.removeQueries({ queryKey: ["reviewers.previewMerge"] });
    onMerged(answer.value);
    await queryClient.invalidateQueries();
  };
  // Once a name is asked for, the field stays while it is typed.
  if (report.sameName && !asked) setAsked(true);
  return (
    <form
      className={css.body}
      onSubmit={(event) => {
        event.preventDefault();
        if (!busy && !waiting && report.events.new > 0 && name === typed) void merge();
      }}
    >
      {asked && (
        <TextInput
          label="Name of the other reviewer"
          description="Both logs name the same reviewer, so that their decisions would count as one person’s."
          maxLength={200}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
      )}
      {report.events.new === 0 && <p>Nothing new: all of it is here already.</p>}
      <MergeFacts report={report} />
      <div className={css.buttons}>
        {report.events.new > 0 && (
          <Button type="submit" data-autofocus loading={busy} disabled={waiting || name !== typed}>
            Merge {formatNoun(report.events.new, "decision")}
          </Button>
        )}
        <Button variant="default" onClick={onBack} disabled={busy}>
          Choose another
        </Button>
      </div>
    </form>
  );
}
