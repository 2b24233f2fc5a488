import Type, { type Static } from "typebox";
import { command, query } from "./procedure.ts";
import { Count, Id, literals, Nothing, nullable, strictObject, TimeMs } from "./shapes.ts";

/** Text that was typed and not saved. Each draft is a file in the workspace's folder `drafts`. */

/** sample: input and output, by the sample's ref; note: by the comparison's key; answer: a correction, by the
 * sample it would make; settings: the configuration form. */
export const draftKinds = ["sample", "note", "answer", "settings"] as const;
export const DraftKind = literals(draftKinds);
export type DraftKind = (typeof draftKinds)[number];

/** Largest draft as JSON, in bytes. One call carries it, so it is smaller than the web host's largest message (8 MiB). */
export const maxDraftBytes = 6 * 1024 * 1024;
export const maxDrafts = 1000;
/** Largest total of a workspace's drafts, in bytes. */
export const maxAllDraftsBytes = 256 * 1024 * 1024;

export const DraftText = strictObject({
  text: Type.String({ maxLength: maxDraftBytes }),
  /** Fingerprint of the original text, to notice a later change; "" when unknown. */
  basedOn: Type.String({ maxLength: 100 }),
});
export type DraftText = Static<typeof DraftText>;

export const draftFieldNames = ["input", "output", "note", "form"] as const;
export type DraftFieldName = (typeof draftFieldNames)[number];

/** Only fields that differ from the record. */
export const DraftFields = strictObject({
  input: Type.Optional(DraftText),
  output: Type.Optional(DraftText),
  note: Type.Optional(DraftText),
  form: Type.Optional(DraftText),
});
export type DraftFields = Static<typeof DraftFields>;

const draftId = { kind: DraftKind, target: Id };
/** When and by which window or tab it was last edited. */
const edited = { editedAtMs: TimeMs, writer: Type.String({ minLength: 1, maxLength: 64 }) };

/** The workspace that the window shows; the draft is refused if another window has opened a different one. Absent: any. */
const ofWorkspace = { workspace: Type.Optional(Type.String()) };

export const DraftHead = strictObject({ ...draftId, ...edited, sizeBytes: Count });
export type DraftHead = Static<typeof DraftHead>;

export const Draft = strictObject({ ...draftId, ...edited, sizeBytes: Count, fields: DraftFields });
export type Draft = Static<typeof Draft>;

export const draftProcedures = {
  "drafts.list": query(
    Nothing,
    strictObject({
      drafts: Type.Array(DraftHead),
      /** Messages about files in the folder that are not drafts. */
      findings: Type.Array(Type.String()),
    }),
  ),
  "drafts.get": query(strictObject(draftId), nullable(Draft)),
  /**
   * Keeps a draft; answered once it is fsynced. The later edit wins: if another window has a later one, `kept` is false and `draft` is that
   * one. Fails over_limit when it is too large or there are too many, or with disk_full, io …; then nothing has changed.
   */
  "drafts.put": command(
    strictObject({ ...draftId, ...edited, ...ofWorkspace, fields: DraftFields }),
    strictObject({ kept: Type.Boolean(), draft: DraftHead }),
  ),
  /** Removes a draft unless another window edited it after `editedAtMs`. */
  "drafts.discard": command(strictObject({ ...draftId, ...edited, ...ofWorkspace }), strictObject({ discarded: Type.Boolean() })),
};
