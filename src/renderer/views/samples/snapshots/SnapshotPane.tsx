import { Button, Modal, ScrollArea } from "@mantine/core";
import { type ReactNode, useState } from "react";
import type { DatasetSnapshot, SnapshotComparison } from "../../../../contract/index.ts";
import { formatCount, formatNoun } from "../../../components/format.ts";
import { TierBadge } from "../../../components/marks.tsx";
import { ErrorState, LoadingRows } from "../../../components/states.tsx";
import { useDecisionQueue } from "../../../review/decisions.ts";
import { formatDescription } from "../../../review/generated-words.ts";
import { reportDone } from "../../../state/notify.ts";
import { mutate, useHostQuery } from "../../../state/queries.ts";
import { queryClient } from "../../../state/query-client.ts";
import css from "./SnapshotPane.module.css";

const signs = { added: "+", removed: "−", changed: "~" } as const;
const words = { added: "Added", removed: "Removed", changed: "Changed" } as const;

/** What has changed since a snapshot, and the way back to it. */
export function SnapshotPane({ snapshot, facts }: { snapshot: DatasetSnapshot; facts: ReactNode }) {
  const compared = useHostQuery("snapshots.compare", { before: snapshot.id, after: null }, { follows: "samples", calmMs: 400 });
  const { waiting } = useDecisionQueue();
  const [asks, setAsks] = useState<"restore" | "remove" | null>(null);
  const [busy, setBusy] = useState(false);
  const { data, error } = compared;
  const isSame = data !== undefined && data.added + data.removed + data.changed === 0;
  const restore = async () => {
    setBusy(true);
    const answer = await mutate("snapshots.restore", { id: snapshot.id });
    setBusy(false);
    setAsks(null);
    if (!answer.ok) return;
    reportDone(formatDescription(answer.value.description));
    await queryClient.invalidateQueries();
  };
  const remove = async () => {
    setBusy(true);
    await mutate("snapshots.remove", { id: snapshot.id });
    setBusy(false);
    setAsks(null);
    await queryClient.invalidateQueries({ queryKey: ["snapshots.list"] });
  };
  return (
    <article className={css.pane} aria-label={`Snapshot ${snapshot.name}`}>
      <div className={css.head}>
        <h2 className={css.name} dir="auto">
          {snapshot.name}
        </h2>
        {facts}
        <div className={css.buttons}>
          <Button disabled={isSame || data === undefined || waiting.length > 0} onClick={() => setAsks("restore")}>
            Return to this snapshot…
          </Button>
          <Button variant="default" onClick={() => setAsks("remove")}>
            Delete…
          </Button>
        </div>
      </div>
      {error !== null && data === undefined ? (
        <ErrorState error={error} onRetry={compared.refetch} />
      ) : data === undefined ? (
        <LoadingRows rows={6} />
      ) : (
        <Changes data={data} isSame={isSame} />
      )}
      <Modal opened={asks === "restore"} onClose={() => setAsks(null)} title="Return to this snapshot">
        <p>
          The dataset becomes what it was: {formatNoun(data?.added ?? 0, "sample")} added since {data?.added === 1 ? "is" : "are"} removed,{" "}
          {formatCount(data?.removed ?? 0)} come back, {formatCount(data?.changed ?? 0)} get their earlier text or tier. It is one step of
          undo.
        </p>
        <div className={css.dialogButtons}>
          <Button variant="default" onClick={() => setAsks(null)}>
            Cancel
          </Button>
          <Button loading={busy} onClick={() => void restore()} data-autofocus>
            Return
          </Button>
        </div>
      </Modal>
      <Modal opened={asks === "remove"} onClose={() => setAsks(null)} title="Delete snapshot">
        <p>Deletes the snapshot “{snapshot.name}”. The dataset stays as it is. This cannot be undone.</p>
        <div className={css.dialogButtons}>
          <Button variant="default" onClick={() => setAsks(null)} data-autofocus>
            Cancel
          </Button>
          <Button color="red" loading={busy} onClick={() => void remove()}>
            Delete
          </Button>
        </div>
      </Modal>
    </article>
  );
}

function Changes({ data, isSame }: { data: SnapshotComparison; isSame: boolean }) {
  return (
    <ScrollArea className={css.body} viewportProps={{ tabIndex: 0, role: "region", "aria-label": "Changes since" }} type="auto">
      <div className={css.changes}>
        <h3 className={css.title}>
          {isSame
            ? "The dataset is as it was then."
            : `Since then: ${formatCount(data.added)} added, ${formatCount(data.removed)} removed, ${formatCount(data.changed)} changed`}
        </h3>
        <ul className={css.list}>
          {data.changes.map(({ kind, ref, inputHead, outputHead, tierBefore, tierAfter }) => (
            <li key={`${kind} ${ref}`} className={css.change} data-kind={kind}>
              <span className={css.sign} role="img" aria-label={words[kind]} title={words[kind]}>
                {signs[kind]}
              </span>
              <span className={css.tiers}>
                {tierBefore !== null && <TierBadge tier={tierBefore} size={15} />}
                {tierBefore !== null && tierAfter !== null && tierBefore !== tierAfter && <span aria-hidden>→</span>}
                {tierAfter !== null && tierAfter !== tierBefore && <TierBadge tier={tierAfter} size={15} />}
              </span>
              <span className={css.texts}>
                <span className={css.input} dir="auto">
                  {inputHead || <em>empty input</em>}
                </span>
                <span className={css.output} dir="auto">
                  {outputHead || <em>empty output</em>}
                </span>
              </span>
            </li>
          ))}
        </ul>
        {data.added + data.removed + data.changed > data.changes.length && (
          <p className={css.more}>The first 100 of each kind are shown.</p>
        )}
      </div>
    </ScrollArea>
  );
}
