import Type, { type Static } from "typebox";
import { command, query } from "./procedure.ts";
import { Count, closed, Id, literals, Nothing, nullable, TimeMs } from "./shapes.ts";

/** What was typed and is not saved yet. Each draft is kept by itself, in the workspace's folder `drafts`. */

/** sample: input and output of a sample, by its ref; note: of a comparison, by its key; settings: the configuration form. */
export const draftKinds = ["sample", "note", "settings"] as const;
export const DraftKind = literals(draftKinds);
export type DraftKind = (typeof draftKinds)[number];

/** The largest draft, as JSON text in bytes of UTF-8. One call carries it, so it stays below the largest message of the web host. */
export const maxDraftBytes = 6 * 1024 * 1024;
export const maxDrafts = 1000;
/** The largest sum of all drafts of a workspace. */
export const maxAllDraftsBytes = 256 * 1024 * 1024;

export const DraftText = closed({
  text: Type.String({ maxLength: maxDraftBytes }),
  /** Fingerprint of the text that was edited, so that a later change of it is noticed; "" when it is not known. */
  basedOn: Type.String({ maxLength: 100 }),
});
export type DraftText = Static<typeof DraftText>;

export const draftFieldNames = ["input", "output", "note", "form"] as const;
export type DraftFieldName = (typeof draftFieldNames)[number];

/** The fields that differ from what is recorded. */
export const DraftFields = closed({
  input: Type.Optional(DraftText),
  output: Type.Optional(DraftText),
  note: Type.Optional(DraftText),
  form: Type.Optional(DraftText),
});
export type DraftFields = Static<typeof DraftFields>;

const draftId = { kind: DraftKind, target: Id };
/** When it was edited last, and by which window or tab. */
const edited = { editedAtMs: TimeMs, writer: Type.String({ minLength: 1, maxLength: 64 }) };

/** The workspace that the window shows: a draft is refused when another one was opened meanwhile, in another window. Absent: any. */
const ofWorkspace = { workspace: Type.Optional(Type.String()) };

export const DraftHead = closed({ ...draftId, ...edited, sizeBytes: Count });
export type DraftHead = Static<typeof DraftHead>;

export const Draft = closed({ ...draftId, ...edited, sizeBytes: Count, fields: DraftFields });
export type Draft = Static<typeof Draft>;

export const draftProcedures = {
  "drafts.list": query(
    Nothing,
    closed({
      drafts: Type.Array(DraftHead),
      /** Files in the folder that are not drafts, in sentences. */
      findings: Type.Array(Type.String()),
    }),
  ),
  "drafts.get": query(closed(draftId), nullable(Draft)),
  /**
   * Keeps a draft; answered when it is fsynced. The later edit wins: `kept` is false when another writer's later edit is there, and
   * `draft` is then that one. Fails over_limit when it is too large or there are too many, and disk_full, io …: nothing has changed then.
   */
  "drafts.put": command(
    closed({ ...draftId, ...edited, ...ofWorkspace, fields: DraftFields }),
    closed({ kept: Type.Boolean(), draft: DraftHead }),
  ),
  /** Removes a draft, unless another writer edited it after `editedAtMs`. */
  "drafts.discard": command(closed({ ...draftId, ...edited, ...ofWorkspace }), closed({ discarded: Type.Boolean() })),
};
