import { createRequire } from "node:module";
import { Worker } from "node:worker_threads";
import { AssayError, type LoadedModel } from "../../../contract/index.ts";
import { formatCommand } from "../base/program.ts";
import { openNamed } from "../files/named-file.ts";
import { inspectSource } from "./copy-model.ts";
import { detectFormat } from "./formats/detect-format.ts";

/**
 * The one door to onnxruntime-node, an optional package: it may be absent, so its types are not relied on and what it
 * answers is described here. It opens a model synchronously, which takes seconds for a large one; a thread of its own
 * keeps that off the main one, and gives the memory back when it ends.
 */

const packageName = "onnxruntime-node";
const packageVersion = "1.30.0";

interface RawTensor {
  name: string;
  isTensor: boolean;
  type?: string;
  shape?: (number | string)[];
}
type Answer = { missing: string } | { failed: string } | { inputs: RawTensor[]; outputs: RawTensor[] };

/**
 * What the thread runs. As text, because a file would have to be found beside the host's bundle; it needs nothing of Assay.
 * Only what the file declares is wanted, so the graph is not optimised, and the library stays silent on stderr.
 */
const threadSource = `
const { parentPort, workerData } = require("node:worker_threads");
const words = (thrown) => String((thrown && thrown.message) || thrown);
async function open() {
  let ort;
  try {
    ort = require(workerData.entry);
  } catch (thrown) {
    return { missing: words(thrown) };
  }
  try {
    const session = await ort.InferenceSession.create(workerData.path, {
      executionProviders: ["cpu"],
      graphOptimizationLevel: "disabled",
      logSeverityLevel: 4,
    });
    const answer = { inputs: [...session.inputMetadata], outputs: [...session.outputMetadata] };
    await session.release();
    return answer;
  } catch (thrown) {
    return { failed: words(thrown) };
  }
}
open().then((answer) => parentPort.postMessage(answer));
`;

/**
 * Opens an ONNX file and reports names, types and shapes of what goes in and comes out.
 * @param name what people know the model by.
 * @throws AssayError refused (no regular file, not ONNX, or onnxruntime cannot open it), unavailable (the package is not installed or
 * does not run here), not_found, permission, io.
 */
export async function loadOnnx(path: string, name: string): Promise<LoadedModel> {
  // A path may come from the environment, and name anything.
  await inspectSource(path, { name, maxBytes: Number.MAX_SAFE_INTEGER });
  const format = await detectFormat(path, openNamed);
  if (format !== "onnx") {
    throw new AssayError("refused", `${name} is no ONNX file (its format: ${format}); the native backend opens ONNX only.`, {
      where: name,
      fix: "Convert the model to ONNX and add that file.",
    });
  }
  const answer = await inThread(path, resolvePackage());
  if ("missing" in answer) throw unavailable(answer.missing);
  if ("failed" in answer) {
    const [reason = ""] = answer.failed.split("\n");
    throw new AssayError("refused", `onnxruntime cannot open ${name}: ${reason.replaceAll(path, name).slice(0, 500)}`, {
      where: name,
      fix: "Check the file with the tool that made it; weights that are kept in a file of their own cannot be added yet.",
    });
  }
  return { name, inputs: answer.inputs.map(toTensorInfo), outputs: answer.outputs.map(toTensorInfo) };
}

/** Whether the native backend is installed. */
export function isNativeInstalled(): boolean {
  try {
    resolvePackage();
    return true;
  } catch {
    return false;
  }
}

function resolvePackage(): string {
  try {
    return createRequire(import.meta.url).resolve(packageName);
  } catch (thrown) {
    throw unavailable("it is not installed", thrown);
  }
}

function unavailable(why: string, cause?: unknown): AssayError {
  return new AssayError(
    "unavailable",
    `native_models of this machine is on, but the package ${packageName} cannot be used: ${why.split("\n")[0]}.`,
    {
      where: packageName,
      fix: `Install it beside Assay (npm install --global --ignore-scripts ${packageName}@${packageVersion}), or switch it off: ${formatCommand("config --machine native_models=false")}.`,
      cause,
    },
  );
}

function inThread(path: string, entry: string): Promise<Answer> {
  return new Promise((resolve) => {
    const thread = new Worker(threadSource, { eval: true, workerData: { path, entry }, execArgv: [], env: {} });
    let answer: Answer = { failed: "it ended without an answer" };
    thread.once("message", (message: Answer) => {
      answer = message;
    });
    thread.once("error", (error) => {
      answer = { failed: String(error) };
    });
    // Only after its end is the memory free again.
    thread.once("exit", () => resolve(answer));
  });
}

function toTensorInfo({ name, isTensor, type, shape }: RawTensor): LoadedModel["inputs"][number] {
  return { name: String(name), type: isTensor ? String(type) : "not a tensor", shape: isTensor ? [...(shape ?? [])] : [] };
}
