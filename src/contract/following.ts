import Type, { type Static } from "typebox";
import { ImportKind } from "./imports.ts";
import { command } from "./procedure.ts";
import { Count, Id, literals, Nothing, nullable, strictObject, TimeMs } from "./shapes.ts";

/** Growing files that are followed. */

/**
 * `missing`: nothing is at its path (yet). `waiting`: all of it is taken. `failing`: its lines cannot be written, and are tried again. `refused`: it
 * cannot be followed as it is.
 */
export const followedStates = ["missing", "waiting", "reading", "failing", "refused"] as const;

export const FollowedFile = strictObject({
  /** As it was named, or its place in what was named. */
  name: Type.String(),
  state: literals(followedStates),
  /** Why it is missing lines, and what to do. */
  problem: nullable(strictObject({ message: Type.String(), fix: Type.Optional(Type.String()) })),
  /** The tool whose rows they are taken for; null for records of ours. */
  dialect: nullable(Type.String()),
  sizeBytes: Count,
  /** Bytes that are there and not taken; half a line counts. */
  behindBytes: Count,
  lastLineAtMs: nullable(TimeMs),
  /** Lines taken in the last 60 seconds. */
  linesLastMinute: Count,
  /** Since it is followed. */
  accepted: Count,
  duplicates: Count,
  quarantined: Count,
});
export type FollowedFile = Static<typeof FollowedFile>;

export const Following = strictObject({
  id: Id,
  /** The file, folder or pattern, as it was named. */
  name: Type.String(),
  as: literals(["file", "folder", "glob"] as const),
  /** It goes on when the workspace is opened again. Else it ends with the command that asked for it. */
  isKept: Type.Boolean(),
  fileCount: Count,
  /** Files of a folder that are not recognised, and left alone. */
  passedOver: Count,
  /** At most 20, those with problems first, then those whose last line is the newest. */
  files: Type.Array(FollowedFile),
});
export type Following = Static<typeof Following>;

export const followingProcedures = {
  /** Follows granted files from now on, also when the workspace is opened again. A temporary copy is refused: nobody appends to it. */
  "following.start": command(
    strictObject({ grants: Type.Array(Id, { minItems: 1, maxItems: 100 }), kind: ImportKind }),
    strictObject({ ids: Type.Array(Id) }),
  ),
  /** Shows the folder dialog, and follows all files of the folder; null: it was cancelled. */
  "following.pickFolder": command(strictObject({ kind: ImportKind }), nullable(strictObject({ id: Id }))),
  /** Ends it for good; lines that are taken stay. */
  "following.stop": command(strictObject({ id: Id }), Nothing),
};
