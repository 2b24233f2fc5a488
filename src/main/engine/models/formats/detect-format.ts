import type { FileHandle } from "node:fs/promises";
import type { ModelEntry } from "../../../../contract/index.ts";
import { withPath } from "../../files/io-error.ts";
import { openRead } from "../../files/open-inside.ts";
import { isOnnx } from "./onnx.ts";
import { isPickle } from "./pickle.ts";
import { Reader } from "./reader.ts";
import { isSafetensors } from "./safetensors.ts";

/** GGUF (llama.cpp): four letters in front. */
async function isGguf(reader: Reader): Promise<boolean> {
  return (await reader.read(0, 4)).toString("latin1") === "GGUF";
}

/** The most certain first. */
const checks = [
  ["gguf", isGguf],
  ["safetensors", isSafetensors],
  ["pickle", isPickle],
  ["onnx", isOnnx],
] as const;

/**
 * The format of a model file, by its bytes and never by its name.
 * @param openFile default: a file of a workspace.
 * @throws AssayError when the file cannot be read.
 */
export function detectFormat(path: string, openFile: (path: string) => Promise<FileHandle> = openRead): Promise<ModelEntry["format"]> {
  return withPath(path, async () => {
    const file = await openFile(path);
    try {
      return await formatOf(new Reader(file, (await file.stat()).size));
    } finally {
      await file.close();
    }
  });
}

/** The same of a file that is open already. */
export async function formatOf(reader: Reader): Promise<ModelEntry["format"]> {
  for (const [format, isOne] of checks) if (await isOne(reader)) return format;
  return "unknown";
}
