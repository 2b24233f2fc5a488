import type { ModelDetails } from "../../../../contract/index.ts";
import type { Reader } from "./reader.ts";
import { zipNames } from "./zip-names.ts";

/**
 * Python pickle, which runs code when it is loaded and is never unpickled here: the PROTO opcode with a protocol from 2 to 5 in front, or
 * the zip that torch.save writes since PyTorch 1.6. Sources: Python's pickletools, PyTorch's torch/serialization.py.
 * @returns its details; null when it is none.
 */
export async function readPickle(reader: Reader): Promise<ModelDetails | null> {
  const [opcode, protocol = 0] = await reader.read(0, 2);
  if (opcode === 0x80) return protocol >= 2 && protocol <= 5 ? { formatVersion: `pickle, protocol ${protocol}` } : null;
  const names = await zipNames(reader);
  const pickle = names.find((name) => name === "data.pkl" || name.endsWith("/data.pkl"));
  if (pickle === undefined) return null;
  const folder = pickle.slice(0, -"data.pkl".length);
  // TorchScript keeps its program in code/, and the tensors of it in constants.pkl.
  const isScript = names.includes(`${folder}constants.pkl`);
  return { formatVersion: isScript ? "TorchScript zip" : "torch.save zip", producer: "PyTorch" };
}

export const isPickle = async (reader: Reader): Promise<boolean> => (await readPickle(reader)) !== null;
