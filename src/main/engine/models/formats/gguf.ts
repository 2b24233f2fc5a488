import type { Reader } from "./reader.ts";

/** GGUF (llama.cpp): four letters in front. */
export async function isGguf(reader: Reader): Promise<boolean> {
  return (await reader.read(0, 4)).toString("latin1") === "GGUF";
}
