import Type, { type Static } from "typebox";
import { CurationAnswer } from "./curation.ts";
import { command, query } from "./procedure.ts";
import { TierCounts } from "./samples.ts";
import { Count, literals, Nothing, nullable, strictObject, Tier, TimeMs } from "./shapes.ts";

/** Names a snapshot for good: the time it was made, and a number. */
const SnapshotId = Type.String({ pattern: "^[0-9]{8}T[0-9]{6}-[0-9]{1,4}$" });
export const SnapshotName = Type.String({ minLength: 1, maxLength: 200 });

export const DatasetSnapshot = strictObject({
  id: SnapshotId,
  name: Type.String(),
  atMs: TimeMs,
  samples: Count,
  byTier: TierCounts,
  sizeBytes: Count,
});
export type DatasetSnapshot = Static<typeof DatasetSnapshot>;

export const SnapshotChange = strictObject({
  kind: literals(["added", "removed", "changed"]),
  ref: Type.String(),
  inputHead: Type.String(),
  outputHead: Type.String(),
  /** null: not in the first, or not in the second. */
  tierBefore: nullable(Tier),
  tierAfter: nullable(Tier),
});
export type SnapshotChange = Static<typeof SnapshotChange>;

export const SnapshotComparison = strictObject({
  added: Count,
  removed: Count,
  changed: Count,
  /** At most 100 of each kind. */
  changes: Type.Array(SnapshotChange),
});
export type SnapshotComparison = Static<typeof SnapshotComparison>;

export const snapshotProcedures = {
  /** Newest first. */
  "snapshots.list": query(Nothing, Type.Array(DatasetSnapshot)),
  /** Keeps the dataset as it is now under a name. Answered once it is on disk. */
  "snapshots.create": command(strictObject({ name: SnapshotName }), DatasetSnapshot),
  "snapshots.remove": command(strictObject({ id: SnapshotId }), Nothing),
  /** From the first to the second; null: the dataset as it is now. */
  "snapshots.compare": query(strictObject({ before: nullable(SnapshotId), after: nullable(SnapshotId) }), SnapshotComparison),
  /** Makes the dataset what it was, as one step of undo. */
  "snapshots.restore": command(strictObject({ id: SnapshotId }), CurationAnswer),
};
