import Type, { type Static } from "typebox";
import { command, query } from "./procedure.ts";
import { Count, Id, literals, Nothing, nullable, strictObject } from "./shapes.ts";

export const modelFormats = ["gguf", "safetensors", "onnx", "pickle", "unknown"] as const;

export const ModelEntry = strictObject({
  /** Name for listing and loading; unique in the workspace. */
  name: Type.String(),
  /** File name inside models/. */
  file: Type.String(),
  sizeBytes: Count,
  sha256: Type.String(),
  format: literals(modelFormats),
  importedAtS: Count,
  /** Messages about a defective file, which is kept: empty, truncated, content that does not match its name. */
  warnings: Type.Array(Type.String()),
});
export type ModelEntry = Static<typeof ModelEntry>;

export const TensorInfo = strictObject({
  name: Type.String(),
  type: Type.String(),
  /** Sizes, or names of symbolic dimensions. */
  shape: Type.Array(Type.Union([Type.Number(), Type.String()])),
});
export const LoadedModel = strictObject({ name: Type.String(), inputs: Type.Array(TensorInfo), outputs: Type.Array(TensorInfo) });
export type LoadedModel = Static<typeof LoadedModel>;

export const ModelCheck = strictObject({
  name: Type.String(),
  ok: Type.Boolean(),
  problem: Type.Optional(Type.String()),
  warnings: Type.Optional(Type.Array(Type.String())),
});
export type ModelCheck = Static<typeof ModelCheck>;

export const modelProcedures = {
  "models.list": query(
    Nothing,
    strictObject({ models: Type.Array(ModelEntry), maxBytes: Count, totalBytes: Count, native: Type.Boolean() }),
  ),
  /** Copies granted files; progress is in the snapshot's `models`. Over the size limit nothing is written. */
  "models.import": command(
    strictObject({ grants: Type.Array(Id, { minItems: 1, maxItems: 100 }) }),
    strictObject({ jobs: Type.Array(Id) }),
  ),
  "models.cancel": command(strictObject({ job: Id }), Nothing),
  /** Removes finished jobs from the list. */
  "models.clearFinished": command(Nothing, Nothing),
  /** Rereads the file and compares size and SHA-256. */
  "models.verify": command(strictObject({ name: Id }), ModelCheck),
  "models.remove": command(strictObject({ name: Id }), Nothing),
  /** null while this machine's native_models is off. */
  "models.load": command(strictObject({ name: Id }), nullable(LoadedModel)),
};
