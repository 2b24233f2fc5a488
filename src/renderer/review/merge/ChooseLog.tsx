import { Button, FileButton } from "@mantine/core";
import { useState } from "react";
import type { Grant } from "../../../contract/index.ts";
import { reportFailure } from "../../state/notify.ts";
import { mutate, useHostQuery } from "../../state/queries.ts";
import { transport } from "../../transport/index.ts";
import css from "./Merge.module.css";

/** Picks another reviewer's log: the file in either host, and the workspace folder where the system has a dialog. */
export function ChooseLog({ onChosen }: { onChosen: (grant: Grant) => void }) {
  const canPickFolder = useHostQuery("host.info", {}).data?.canPickFolder === true;
  const [busy, setBusy] = useState(false);
  const choose = async (file: File | null) => {
    if (file === null) return;
    setBusy(true);
    const answer = await transport.grantFile(file);
    setBusy(false);
    if (answer.ok) onChosen(answer.value);
    else reportFailure(answer.error);
  };
  const chooseFolder = async () => {
    const answer = await mutate("reviewers.pickFolder", {});
    if (answer.ok && answer.value !== null) onChosen(answer.value);
  };
  return (
    <div className={css.body}>
      <p>
        Choose the other reviewer’s <code>curation.jsonl</code>, in <code>output</code> of their workspace. You see what a merge would do
        first.
      </p>
      <div className={css.buttons}>
        <FileButton
          onChange={(file) => void choose(file)}
          accept=".jsonl"
          inputProps={{ "aria-label": "Another reviewer’s curation.jsonl" }}
        >
          {(props) => (
            <Button {...props} data-autofocus loading={busy}>
              Choose curation.jsonl…
            </Button>
          )}
        </FileButton>
        {canPickFolder && (
          <Button variant="default" onClick={() => void chooseFolder()}>
            Choose a workspace…
          </Button>
        )}
      </div>
    </div>
  );
}
