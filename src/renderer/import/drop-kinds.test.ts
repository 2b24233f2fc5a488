import { describe, expect, it } from "vitest";
import { dropKind } from "./drop-kinds.ts";

describe("dropKind", () => {
  it("goes by the name where the name says it, on every view", () => {
    for (const name of [
      "a.jsonl",
      "A.NDJSON",
      "b.json",
      "c.txt",
      "d.jsonl.gz",
      "e.csv",
      "f.tsv",
      "g.parquet",
      "h.eval",
      "i.kiln",
      "j.zip",
      "k.json.zst",
    ])
      expect(dropKind(name, "models")).toBe("import");
    for (const name of ["m.gguf", "m.safetensors", "M.ONNX", "m.pt", "m.bin", "m.pkl"]) expect(dropKind(name, "live")).toBe("model");
  });

  it("goes by the view where it does not", () => {
    expect(dropKind("weights", "models")).toBe("model");
    expect(dropKind("events", "import")).toBe("import");
    expect(dropKind("jsonl", "models")).toBe("model");
  });
});
