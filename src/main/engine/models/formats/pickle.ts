import type { Reader } from "./reader.ts";
import { zipNames } from "./zip-names.ts";

/**
 * Python pickle: the PROTO opcode with a protocol from 2 to 5 in front, or the zip that torch.save writes since
 * PyTorch 1.6, which holds a data.pkl.
 */
export async function isPickle(reader: Reader): Promise<boolean> {
  const [opcode, protocol = 0] = await reader.read(0, 2);
  if (opcode === 0x80) return protocol >= 2 && protocol <= 5;
  for (const name of await zipNames(reader)) {
    if (name === "data.pkl" || name.endsWith("/data.pkl")) return true;
  }
  return false;
}
