import type { ViewName } from "../../contract/index.ts";

const data = /\.(jsonl|ndjson|json|txt|log|csv|tsv|parquet|eval|kiln|zip|gz|zst)$/i;
const model = /\.(gguf|safetensors|onnx|pt|pth|bin|pkl)$/i;

/** What can be dropped, for hints. */
export const droppable = "JSONL, JSON, CSV, TSV or Parquet, also in gzip, zstd or zip, and Inspect logs";

/** What a picker of data files offers; a person may choose any other. The content decides, not the name. */
export const dataEndings = ".jsonl,.ndjson,.json,.txt,.log,.csv,.tsv,.parquet,.eval,.kiln,.zip,.gz,.zst";

/** What a dropped file is, by its name; where the name does not say, by the view it was dropped on. */
export function dropKind(fileName: string, view: ViewName): "import" | "model" {
  if (data.test(fileName)) return "import";
  if (model.test(fileName)) return "model";
  return view === "models" ? "model" : "import";
}
