import { Button, Modal } from "@mantine/core";
import { useState } from "react";
import type { ExportResult } from "../../../contract/index.ts";
import { formatCount, TierBadge } from "../../components/index.ts";
import { mutate } from "../../state/queries.ts";
import { ExportedFile } from "./ExportedFile.tsx";
import { isSampleFiltered, matchedByTier } from "./filter.ts";
import { filterWords } from "./filter-words.ts";
import css from "./samples.module.css";
import type { SamplesState } from "./use-samples.ts";

/** Says what an export would write, writes it, and says what was written. */
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
            {isSampleFiltered(form) ? `What the filter matches (${filterWords(form)}) is written` : "The whole dataset is written"} as JSONL
            to the workspace's <code>exports</code> folder, each line byte for byte as it is in training_samples.jsonl, with a manifest
            beside it.
          </p>
          <ul className={css.exportParts}>
            {parts.map(({ tier, count }) => (
              <li key={tier}>
                <TierBadge tier={tier} /> {tier} <span className={css.exportCount}>{formatCount(count)}</span>
              </li>
            ))}
            <li className={css.exportSum}>
              rows <span className={css.exportCount}>{formatCount(rows)}</span>
            </li>
          </ul>
          <div className={css.dialogButtons}>
            <Button variant="default" onClick={close}>
              Cancel
            </Button>
            <Button onClick={() => void write()} loading={busy} disabled={rows === 0 || waiting} data-autofocus>
              {waiting ? "Waiting for decisions to be saved…" : `Export ${formatCount(rows)} ${rows === 1 ? "row" : "rows"}`}
            </Button>
          </div>
        </div>
      ) : (
        <ExportedFile result={done} onClose={close} />
      )}
    </Modal>
  );
}
