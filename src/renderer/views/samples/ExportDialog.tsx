import { Button, Modal } from "@mantine/core";
import { useState } from "react";
import type { ExportResult } from "../../../contract/index.ts";
import { formatCount, formatNoun } from "../../components/format.ts";
import { TierBadge } from "../../components/marks.tsx";
import { mutate } from "../../state/queries.ts";
import css from "./ExportDialog.module.css";
import { ExportedFile } from "./ExportedFile.tsx";
import { formatSampleFilter, isSampleFiltered, matchedByTier } from "./filter.ts";
import type { SamplesState } from "./use-samples.ts";

/** Shows what an export would write, writes it, and shows the result. */
export function ExportDialog({ samples, opened, onClose }: { samples: SamplesState; opened: boolean; onClose: () => void }) {
  const { form, filter, list, queue } = samples;
  const [busy, setBusy] = useState(false);
  const [done, setDone] = useState<ExportResult>();
  const parts = list.first === undefined ? [] : matchedByTier(form, list.first.byTier);
  const rows = parts.reduce((sum, part) => sum + part.count, 0);
  const waiting = queue.waiting.length > 0;
  const close = () => {
    setDone(undefined);
    onClose();
  };
  const write = async () => {
    setBusy(true);
    const answer = await mutate("samples.export", { filter });
    setBusy(false);
    if (answer.ok) setDone(answer.value);
  };
  return (
    <Modal opened={opened} onClose={close} title={done === undefined ? "Export samples" : "Exported"} size="lg">
      {done === undefined ? (
        <div className={css.dialog}>
          <p>
            Writes {isSampleFiltered(form) ? `the samples that match the filter (${formatSampleFilter(form)})` : "the whole dataset"} as
            JSONL to the workspace's <code>exports</code> folder, with a manifest beside it. Each line is copied byte for byte from
            training_samples.jsonl.
          </p>
          <ul className={css.exportParts}>
            {parts.map(({ tier, count }) => (
              <li key={tier}>
                <TierBadge tier={tier} /> {tier} <span className={css.exportCount}>{formatCount(count)}</span>
              </li>
            ))}
            <li className={css.exportSum}>
              samples <span className={css.exportCount}>{formatCount(rows)}</span>
            </li>
          </ul>
          <div className={css.dialogButtons}>
            <Button variant="default" onClick={close}>
              Cancel
            </Button>
            <Button onClick={() => void write()} loading={busy} disabled={rows === 0 || waiting} data-autofocus>
              {waiting ? "Waiting for decisions to be saved…" : `Export ${formatNoun(rows, "sample")}`}
            </Button>
          </div>
        </div>
      ) : (
        <ExportedFile result={done} onClose={close} />
      )}
    </Modal>
  );
}
