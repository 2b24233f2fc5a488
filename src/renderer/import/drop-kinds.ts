import type { ViewName } from "../../contract/index.ts";

const data = /\.(jsonl|ndjson|json|txt|log)(\.gz)?$/i;
const model = /\.(gguf|safetensors|onnx|pt|pth|bin|pkl)$/i;

/** What a dropped file is, by its name; where the name does not say, by the view it was dropped on. */
export function dropKind(fileName: string, view: ViewName): "import" | "model" {
  if (data.test(fileName)) return "import";
  if (model.test(fileName)) return "model";
  return view === "models" ? "model" : "import";
}
