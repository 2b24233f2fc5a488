import { Button, ScrollArea, TextInput, UnstyledButton } from "@mantine/core";
import { IconCamera } from "@tabler/icons-react";
import { type FormEvent, useState } from "react";
import { type DatasetSnapshot, tiers } from "../../../../contract/index.ts";
import { formatBytes, formatCount, formatNoun, formatTime } from "../../../components/format.ts";
import { TierBadge } from "../../../components/marks.tsx";
import { EmptyState, ErrorState, LoadingRows } from "../../../components/states.tsx";
import { mutate, useHostQuery } from "../../../state/queries.ts";
import { queryClient } from "../../../state/query-client.ts";
import { useViewState } from "../../../state/view-state.ts";
import { SnapshotPane } from "./SnapshotPane.tsx";
import css from "./SnapshotsPanel.module.css";

/** Named states of the dataset: what changed since, and the way back. */
export function SnapshotsPanel() {
  const { data: snapshots, error, refetch } = useHostQuery("snapshots.list", {});
  const [selected, select] = useViewState("snapshots.selected", "");
  const [name, setName] = useState("");
  const [busy, setBusy] = useState(false);
  if (error !== null && snapshots === undefined) return <ErrorState error={error} onRetry={refetch} />;
  if (snapshots === undefined) return <LoadingRows rows={8} />;
  const shown = snapshots.find(({ id }) => id === selected) ?? snapshots[0];
  const create = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    const answer = await mutate("snapshots.create", { name: name.trim() });
    setBusy(false);
    if (!answer.ok) return;
    setName("");
    select(answer.value.id);
    await queryClient.invalidateQueries({ queryKey: ["snapshots.list"] });
  };
  return (
    <div className={css.split}>
      <div className={css.left}>
        <form className={css.form} onSubmit={(event) => void create(event)}>
          <TextInput
            className={css.name}
            aria-label="Name of the new snapshot"
            placeholder="Name of the new snapshot"
            maxLength={200}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Button type="submit" loading={busy} disabled={name.trim() === ""}>
            Take snapshot
          </Button>
        </form>
        <ScrollArea className={css.scroll} type="auto">
          <ul className={css.list} aria-label="Snapshots">
            {snapshots.map((snapshot) => (
              <li key={snapshot.id}>
                <UnstyledButton className={css.row} aria-pressed={snapshot.id === shown?.id} onClick={() => select(snapshot.id)}>
                  <span className={css.rowName} dir="auto">
                    {snapshot.name}
                  </span>
                  <span className={css.rowFacts}>
                    {formatTime(snapshot.atMs / 1000)}, {formatNoun(snapshot.samples, "sample")}
                  </span>
                </UnstyledButton>
              </li>
            ))}
          </ul>
        </ScrollArea>
      </div>
      <div className={css.main}>
        {shown === undefined ? (
          <EmptyState
            icon={IconCamera}
            title="No snapshots"
            hint="A snapshot keeps the dataset as it is now. Later you can see what has changed since, and return to it."
          />
        ) : (
          <SnapshotPane key={shown.id} snapshot={shown} facts={<Facts snapshot={shown} />} />
        )}
      </div>
    </div>
  );
}

function Facts({ snapshot }: { snapshot: DatasetSnapshot }) {
  return (
    <div className={css.facts}>
      <span>{formatTime(snapshot.atMs / 1000)}</span>
      {tiers.map((tier) => (
        <span key={tier} className={css.fact}>
          <TierBadge tier={tier} size={15} /> {formatCount(snapshot.byTier[tier])}
        </span>
      ))}
      <span>{formatBytes(snapshot.sizeBytes)}</span>
    </div>
  );
}
