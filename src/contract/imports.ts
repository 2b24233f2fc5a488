import Type from "typebox";
import { ConversionPlan, ImportPreview, ReplacementCounts } from "./conversion.ts";
import { command, query } from "./procedure.ts";
import { ChannelName, Id, literals, Nothing, nullable, recordKinds, strictObject } from "./shapes.ts";

export const importKinds = ["auto", ...recordKinds] as const;
export const ImportKind = literals(importKinds);
export type ImportKind = (typeof importKinds)[number];

/** What a recipe may be called: a file name without its ending. */
export const recipeNamePattern = "^[\\p{L}\\p{N}_][\\p{L}\\p{N}_ .-]{0,79}$";
const RecipeName = Type.String({ pattern: recipeNamePattern });

export const importProcedures = {
  /** Imports granted files, one job a file, in order. Progress and reports are in the snapshot's `imports`. */
  "imports.start": command(
    strictObject({
      grants: Type.Array(Id, { minItems: 1, maxItems: 1000 }),
      kind: ImportKind,
      keepDuplicates: Type.Boolean(),
    }),
    strictObject({ jobs: Type.Array(Id) }),
  ),
  /**
   * How a file that waits for an answer would be imported; with a plan, how it would be by that. `alike`: all waiting files that one answer fits,
   * itself first, at most 1000.
   */
  "imports.preview": query(
    strictObject({ job: Id, plan: nullable(ConversionPlan) }),
    strictObject({ preview: ImportPreview, alike: Type.Array(Id) }),
  ),
  /**
   * What the plan would replace: reads the whole file and writes nothing. null when no record of its rows is here, or each is the same.
   * Aborted with its signal.
   */
  "imports.earlier": query(strictObject({ job: Id, plan: ConversionPlan }), nullable(ReplacementCounts)),
  /** Goes on with files that wait for an answer. `replace`: records that were imported earlier by another mapping of the same rows are replaced. */
  "imports.answer": command(
    strictObject({ jobs: Type.Array(Id, { minItems: 1, maxItems: 1000 }), plan: ConversionPlan, replace: Type.Optional(Type.Boolean()) }),
    Nothing,
  ),
  /** Keeps a plan under a name, in `recipes/` of the workspace. Replaces one of the same name. */
  "imports.saveRecipe": command(strictObject({ name: RecipeName, plan: ConversionPlan }), Nothing),
  "imports.recipes": query(Nothing, Type.Array(strictObject({ name: RecipeName, plan: ConversionPlan }))),
  /** Imports the files that the system opened Assay with: the snapshot's `offered`. */
  "imports.startOffered": command(
    strictObject({ kind: ImportKind, keepDuplicates: Type.Boolean() }),
    strictObject({ jobs: Type.Array(Id) }),
  ),
  /** Forgets those files. */
  "imports.dismissOffered": command(Nothing, Nothing),
  /** Copies records of other kinds in a channel's file to their own channels, as a job. Idempotent; the file stays unchanged. */
  "imports.bringIn": command(strictObject({ channel: ChannelName }), strictObject({ job: Id })),
  /** Stops a job at a line boundary; accepted lines stay. */
  "imports.cancel": command(strictObject({ job: Id }), Nothing),
  /** Stops the running job at a line boundary, and all waiting ones. */
  "imports.cancelAll": command(Nothing, Nothing),
  /** Removes finished jobs from the list and its totals. */
  "imports.clearFinished": command(Nothing, Nothing),
};
