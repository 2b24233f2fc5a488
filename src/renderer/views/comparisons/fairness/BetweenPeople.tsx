import { Button } from "@mantine/core";
import { formatNoun } from "../../../components/format.ts";
import { mergeDialog } from "../../../review/merge/merge-dialog.ts";
import { PairTable } from "../../../review/merge/PairTable.tsx";
import { useHostQuery } from "../../../state/queries.ts";
import { showConflicts } from "../show-status.ts";
import css from "./FairnessView.module.css";

/** How far the people agree whose logs were merged, and what is left to settle. */
export function BetweenPeople() {
  const data = useHostQuery("reviewers.agreement", {}, { follows: "comparisons", calmMs: 1000, keepPrevious: true }).data;
  if (data === undefined) return null;
  return (
    <>
      {data.pairs.length === 0 ? <p className={css.note}>Nobody else’s decisions were merged yet.</p> : <PairTable pairs={data.pairs} />}
      <div className={css.buttons}>
        <Button size="compact-xs" variant="default" onClick={mergeDialog.open}>
          Merge a reviewer’s decisions…
        </Button>
        {data.conflicts > 0 && (
          <Button size="compact-xs" variant="default" onClick={showConflicts}>
            {formatNoun(data.conflicts, "conflict")}
          </Button>
        )}
      </div>
    </>
  );
}
