import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { silentLog } from "../base/log.ts";
import { needs } from "../testing/needs.ts";
import { tinyOnnx } from "../testing/tiny-onnx.ts";
import { ModelStore } from "./model-store.ts";
import { loadOnnx } from "./native.ts";

let root = "";
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "assay-native-"));
});
afterAll(() => rm(root, { recursive: true, force: true }));

async function put(name: string, content: Uint8Array): Promise<string> {
  await writeFile(join(root, name), content);
  return join(root, name);
}

needs.native.describe("the native backend", () => {
  it("reports names, types and shapes of an ONNX model from the store", async () => {
    const store = await ModelStore.open({ folder: join(root, "models"), maxBytes: 1e6, native: true, log: silentLog });
    await store.saveModel(await put("tiny.onnx", tinyOnnx(["batch", 3])));
    const tensor = { type: "float32", shape: ["batch", 3] };
    expect(await store.loadModel("tiny.onnx")).toEqual({
      name: "tiny.onnx",
      inputs: [{ name: "x", ...tensor }],
      outputs: [{ name: "y", ...tensor }],
    });
    await store.close();
  });

  it("refuses what only looks like ONNX, naming the model and no path", async () => {
    const path = await put("broken.onnx", Buffer.from([0x08, 0x08, 0x3a, 0x02, 0xff, 0xff]));
    const failure = loadOnnx(path, "broken.onnx");
    await expect(failure).rejects.toMatchObject({
      code: "refused",
      message: expect.stringContaining("onnxruntime cannot open broken.onnx: "),
    });
    await expect(failure).rejects.toMatchObject({ message: expect.not.stringContaining(root) });
  });

  it("opens several at once", async () => {
    const path = await put("one.onnx", tinyOnnx([2, 2]));
    const loaded = await Promise.all(Array.from({ length: 4 }, (_, i) => loadOnnx(path, `m${i}`)));
    expect(loaded.map(({ inputs }) => inputs[0]?.shape)).toEqual([
      [2, 2],
      [2, 2],
      [2, 2],
      [2, 2],
    ]);
  });
});

needs.noNative.describe("the native backend without its package", () => {
  it("explains that the package is missing, how to install it and how to do without", async () => {
    await expect(loadOnnx(await put("tiny.onnx", tinyOnnx([1])), "tiny.onnx")).rejects.toMatchObject({
      code: "unavailable",
      message: expect.stringContaining("onnxruntime-node"),
      fix: expect.stringMatching(/npm install.*native_models/),
    });
  });
});

describe("any other file", () => {
  it("is refused before the backend sees it when its format is another", async () => {
    await expect(loadOnnx(await put("x.gguf", Buffer.from("GGUF")), "x.gguf")).rejects.toMatchObject({
      code: "refused",
      message: expect.stringContaining("its format: gguf"),
    });
  });

  it("is named when it is a folder or missing", async () => {
    await expect(loadOnnx(root, "folder")).rejects.toMatchObject({ code: "refused", message: expect.stringContaining("is a folder") });
    await expect(loadOnnx(join(root, "none"), "none")).rejects.toMatchObject({ code: "not_found" });
  });
});
