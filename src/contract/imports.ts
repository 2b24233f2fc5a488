import Type from "typebox";
import { command } from "./procedure.ts";
import { ChannelName, closed, Id, literals, Nothing, recordKinds } from "./shapes.ts";

export const importKinds = ["auto", ...recordKinds] as const;
export const ImportKind = literals(importKinds);
export type ImportKind = (typeof importKinds)[number];

export const importProcedures = {
  /** Starts importing granted files, one job a file, in order. Progress and reports are in the snapshot's `imports`. */
  "imports.start": command(
    closed({
      grants: Type.Array(Id, { minItems: 1, maxItems: 1000 }),
      kind: ImportKind,
      keepDuplicates: Type.Boolean(),
    }),
    closed({ jobs: Type.Array(Id) }),
  ),
  /** Brings records of other kinds that lie in a channel's file to their own channels, as a job. Idempotent; the file stays as it is. */
  "imports.bringIn": command(closed({ channel: ChannelName }), closed({ job: Id })),
  /** Stops a job at a line boundary; what was accepted stays. */
  "imports.cancel": command(closed({ job: Id }), Nothing),
  /** Stops what runs at a line boundary, and all that waits. */
  "imports.cancelAll": command(Nothing, Nothing),
  /** Takes finished jobs off the list, and out of its totals. */
  "imports.clearFinished": command(Nothing, Nothing),
};
