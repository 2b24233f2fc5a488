import Type, { type Static } from "typebox";
import { command, query } from "./procedure.ts";
import { Count, EngineId, Id, literals, Nothing, nullable, strictObject } from "./shapes.ts";

export const modelFormats = ["gguf", "safetensors", "onnx", "pickle", "unknown"] as const;

/** What became of a file that was handed over; "same": its content was there already; "repaired": so it was, but lost or changed on disk. */
export const modelOutcomes = ["added", "same", "repaired"] as const;
export type ModelOutcome = (typeof modelOutcomes)[number];

/** What a model file's header says about the model. What it does not say, or says beyond the bounds of reading, is left out. */
export const ModelDetails = strictObject({
  /** Version of the format: "version 3", "IR 8, opset 17", "protocol 2". */
  formatVersion: Type.Optional(Type.String()),
  /** "llama", "qwen3". */
  architecture: Type.Optional(Type.String()),
  /** The model's name for itself, which need not be the file's. */
  title: Type.Optional(Type.String()),
  license: Type.Optional(Type.String()),
  /** "Q4_K_M"; or the types of the tensors, the one with most values first: "BF16 + F32". */
  quantization: Type.Optional(Type.String()),
  /** The program or framework that wrote the file. */
  producer: Type.Optional(Type.String()),
  /** Context that the model was trained with. Unit: tokens. */
  contextTokens: Type.Optional(Count),
  tensors: Type.Optional(Count),
  /** Values in all tensors. */
  parameters: Type.Optional(Count),
});
export type ModelDetails = Static<typeof ModelDetails>;

export const ModelEntry = strictObject({
  /** Name for listing and loading; unique in the workspace. */
  name: Type.String(),
  /** File name inside models/. */
  file: Type.String(),
  sizeBytes: Count,
  sha256: Type.String(),
  format: literals(modelFormats),
  importedAtS: Count,
  /** Read from the file's header each time, and not kept in models.json. */
  details: ModelDetails,
  /** The engine whose records this model produced; null when nobody said. */
  engineId: nullable(Type.String()),
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
    strictObject({
      models: Type.Array(ModelEntry),
      maxBytes: Count,
      totalBytes: Count,
      native: Type.Boolean(),
      nativeInstalled: Type.Boolean(),
    }),
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
  /** Ties a model to an engine, which need not have records yet; null unties it. */
  "models.tie": command(strictObject({ name: Id, engineId: nullable(EngineId) }), Nothing),
  /** null while this machine's native_models is off. */
  "models.load": command(strictObject({ name: Id }), nullable(LoadedModel)),
};
