import Type, { type Static } from "typebox";
import { command, query } from "./procedure.ts";
import { Count, closed, Id, literals, Nothing, nullable } from "./shapes.ts";

export const modelFormats = ["gguf", "safetensors", "onnx", "pickle", "unknown"] as const;

export const ModelEntry = closed({
  /** The name it is listed and loaded by; unique in the workspace. */
  name: Type.String(),
  /** File name inside models/. */
  file: Type.String(),
  sizeBytes: Count,
  sha256: Type.String(),
  format: literals(modelFormats),
  importedAtS: Count,
  /** What is wrong with the file, in sentences: empty, cut short, another content than its name says. It is kept all the same. */
  warnings: Type.Array(Type.String()),
});
export type ModelEntry = Static<typeof ModelEntry>;

export const TensorInfo = closed({
  name: Type.String(),
  type: Type.String(),
  /** Sizes, or names of symbolic dimensions. */
  shape: Type.Array(Type.Union([Type.Number(), Type.String()])),
});
export const LoadedModel = closed({ name: Type.String(), inputs: Type.Array(TensorInfo), outputs: Type.Array(TensorInfo) });
export type LoadedModel = Static<typeof LoadedModel>;

export const ModelVerdict = closed({
  name: Type.String(),
  ok: Type.Boolean(),
  problem: Type.Optional(Type.String()),
  warnings: Type.Optional(Type.Array(Type.String())),
});
export type ModelVerdict = Static<typeof ModelVerdict>;

export const modelProcedures = {
  "models.list": query(Nothing, closed({ models: Type.Array(ModelEntry), maxBytes: Count, totalBytes: Count, native: Type.Boolean() })),
  /** Copies granted files in; progress is in the snapshot's `models`. Over the cap: refused at once, nothing written. */
  "models.import": command(closed({ grants: Type.Array(Id, { minItems: 1, maxItems: 100 }) }), closed({ jobs: Type.Array(Id) })),
  "models.cancel": command(closed({ job: Id }), Nothing),
  /** Takes finished jobs off the list. */
  "models.clearFinished": command(Nothing, Nothing),
  /** Reads the file again and compares size and SHA-256. */
  "models.verify": command(closed({ name: Id }), ModelVerdict),
  "models.remove": command(closed({ name: Id }), Nothing),
  /** null while native_models of this machine is off. */
  "models.load": command(closed({ name: Id }), nullable(LoadedModel)),
};
