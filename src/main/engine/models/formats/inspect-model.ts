import type { FileHandle } from "node:fs/promises";
import type { ModelDetails, ModelEntry } from "../../../../contract/index.ts";
import { withPath } from "../../files/io-error.ts";
import { openRead } from "../../files/open-inside.ts";
import { contentKind } from "./content-kind.ts";
import { formatOf } from "./detect-format.ts";
import { type GgufHeader, readGguf } from "./gguf.ts";
import { readOnnx } from "./onnx.ts";
import { readPickle } from "./pickle.ts";
import { Reader } from "./reader.ts";
import { readSafetensors, safetensorsProblem } from "./safetensors.ts";
import { zipHasEnd } from "./zip-names.ts";

type Format = ModelEntry["format"];

const labels: Record<Exclude<Format, "unknown">, string> = {
  gguf: "GGUF",
  safetensors: "safetensors",
  onnx: "ONNX",
  pickle: "a PyTorch or pickle file",
};

/** What a name's ending promises. `.bin`, `.model` and others promise nothing. */
const promised: Readonly<Record<string, Exclude<Format, "unknown">>> = {
  gguf: "gguf",
  safetensors: "safetensors",
  onnx: "onnx",
  pt: "pickle",
  pth: "pickle",
  ckpt: "pickle",
  pkl: "pickle",
  pickle: "pickle",
};
const textEndings = /^(?:txt|md|json|jsonl|ya?ml|toml|csv|tsv|jinja|cfg|ini|log|xml)$/;

export interface Inspection {
  format: Format;
  details: ModelDetails;
  warnings: string[];
}

/**
 * The format of a model file by its bytes, what its header says about the model, and what is wrong with the file as far as a few reads
 * tell: empty, cut short, another content than its name says, or no model at all. A file with warnings is kept all the same.
 * @param name the name people know it by.
 * @param openFile default: a file of a workspace.
 * @throws AssayError when the file cannot be read.
 */
export function inspectModel(path: string, name: string, openFile: (path: string) => Promise<FileHandle> = openRead): Promise<Inspection> {
  return withPath(path, async () => {
    const file = await openFile(path);
    try {
      const reader = new Reader(file, (await file.stat()).size);
      const format = await formatOf(reader);
      const gguf = format === "gguf" ? await readGguf(reader) : null;
      const details = gguf?.details ?? (await readers[format]?.(reader)) ?? {};
      return { format, details, warnings: await findModelWarnings(reader, { format, gguf, name }) };
    } finally {
      await file.close();
    }
  });
}

/** GGUF is read apart, since its header also tells the file's size. */
const readers: Readonly<Partial<Record<Format, (reader: Reader) => Promise<ModelDetails | null>>>> = {
  safetensors: readSafetensors,
  onnx: readOnnx,
  pickle: readPickle,
};

interface Inspected {
  format: Format;
  gguf: GgufHeader | null;
  name: string;
}

async function findModelWarnings(reader: Reader, { format, gguf, name }: Inspected): Promise<string[]> {
  if (reader.sizeBytes === 0) return ["The file is empty: 0 bytes."];
  const ending = /\.([^.]+)$/.exec(name.toLowerCase())?.[1] ?? "";
  const expected = Object.hasOwn(promised, ending) ? promised[ending] : undefined;
  if (format === "unknown") return unknownWarnings(reader, ending, expected);
  const warnings: string[] = [];
  if (expected !== undefined && expected !== format) {
    warnings.push(`The name ends in .${ending}, but the content is ${labels[format]}. Check that it is the file you meant.`);
  } else if (documentEndings.test(ending)) {
    warnings.push(`The name ends in .${ending}, but the content is ${labels[format]}.`);
  }
  const problem = await sizeProblem(reader, { format, gguf, ending });
  return problem === null ? warnings : [...warnings, problem];
}

const documentEndings = /^(?:docx?|xlsx?|pptx?|odt|pdf|png|jpe?g|gif|html?|txt|md|zip|gz|tar|exe)$/;

async function unknownWarnings(reader: Reader, ending: string, expected: Exclude<Format, "unknown"> | undefined): Promise<string[]> {
  const kind = await contentKind(reader);
  if (kind?.type === "lfs_pointer") {
    return ["This is a Git LFS pointer, not the model itself. Run git lfs pull where it came from, then add the file again."];
  }
  if (kind?.type === "html") return ["This is a web page (HTML), not a model. The download probably needed a login or another address."];
  if (expected === "safetensors") {
    const problem = await safetensorsProblem(reader);
    if (problem !== null) return [problem];
  }
  if (kind?.type === "zip" && !(await zipHasEnd(reader))) return [`The file is cut short: it is a zip archive without its end${again}`];
  if (expected !== undefined) {
    const content = kind === null ? `not ${labels[expected]}, or the file is cut short` : kind.label;
    return [`The name ends in .${ending}, but the content is ${content}. Check that it is the file you meant.`];
  }
  if (kind === null || kind.isModel || (kind.type === "text" && (ending === "" || textEndings.test(ending)))) return [];
  return [`This does not look like a model: the content is ${kind.label}.`];
}

const again = ". Download or copy it again.";

async function sizeProblem(reader: Reader, { format, gguf, ending }: Omit<Inspected, "name"> & { ending: string }): Promise<string | null> {
  if (format === "safetensors") return safetensorsProblem(reader);
  if (gguf !== null) {
    const { missing } = gguf;
    if (missing === null) return null;
    const needs = missing.neededBytes === null ? "its header goes on beyond the end" : `its tensors need ${missing.neededBytes} bytes`;
    return `The file is cut short: ${needs}, and the file has ${reader.sizeBytes} bytes${again}`;
  }
  // A pickle ends with a full stop; PyTorch's older files go on with data behind theirs.
  if (format === "pickle" && /^(?:pkl|pickle)$/.test(ending)) {
    const [first] = await reader.read(0, 1);
    const [last] = await reader.read(reader.sizeBytes - 1, 1);
    if (first === 0x80 && last !== 0x2e) return `The file is cut short: a pickle ends with its STOP code, and this one does not${again}`;
  }
  return null;
}
