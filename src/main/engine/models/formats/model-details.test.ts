import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ModelDetails } from "../../../../contract/index.ts";
import { text, tinyGguf, tinyLlama, tinySafetensors, u32, u64 } from "../../testing/tiny-models.ts";
import { tinyOnnx } from "../../testing/tiny-onnx.ts";
import { inspectModel } from "./inspect-model.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "assay-details-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function inspect(bytes: Uint8Array) {
  const path = join(folder, "file");
  await writeFile(path, bytes);
  return inspectModel(path, "model");
}
const details = async (bytes: Uint8Array): Promise<ModelDetails> => (await inspect(bytes)).details;

describe("a GGUF header", () => {
  const everything: ModelDetails = {
    formatVersion: "version 3",
    architecture: "llama",
    title: "Tiny Llama",
    license: "apache-2.0",
    quantization: "Q4_K_M",
    contextTokens: 8192,
    tensors: 2,
    parameters: 96,
  };

  it("says architecture, name, licence, quantisation, context, tensors and parameters", async () => {
    expect(await details(tinyLlama())).toEqual(everything);
    expect(await details(tinyLlama({ version: 2 }))).toEqual({ ...everything, formatVersion: "version 2" });
    expect((await inspect(tinyLlama())).warnings).toEqual([]);
  });

  it("without a file type, names the tensors' types, the one with most values first", async () => {
    const tensors = { a: { sizes: [32], type: 0 }, b: { sizes: [32, 4], type: 30, offset: 128 } };
    expect(await details(tinyGguf({ tensors, dataBytes: 128 + 256 }))).toMatchObject({ quantization: "BF16 + F32", parameters: 160 });
  });

  it("takes the context length of its own architecture, as any whole number", async () => {
    const metadata = {
      "clip.context_length": 77,
      "general.architecture": "qwen3",
      "qwen3.context_length": [10, u64(40_960)] as const,
      "qwen3.rope.scaling.original_context_length": 1,
    };
    expect(await details(tinyGguf({ metadata }))).toMatchObject({ architecture: "qwen3", contextTokens: 40_960 });
  });

  it("gives what stands before the place where the file is cut", async () => {
    const whole = tinyLlama();
    const cut = await inspect(whole.subarray(0, 180));
    expect(cut.details).toMatchObject({ architecture: "llama", title: "Tiny Llama", tensors: 2 });
    expect(cut.details.parameters).toBeUndefined();
    expect(cut.warnings).toEqual([expect.stringContaining("cut short: its header goes on beyond the end")]);
  });

  it("is not led astray by hostile counts, lengths, nesting and values", async () => {
    const nested = (depth: number) =>
      Buffer.concat([...Array.from({ length: depth }, () => Buffer.concat([u32(9), u64(1)])), u32(4), u64(0)]);
    const hostile: [string, Buffer][] = [
      ["2^63 pairs", Buffer.concat([Buffer.from("GGUF"), u32(3), u64(0), u64(2n ** 63n)])],
      ["2^63 tensors", Buffer.concat([Buffer.from("GGUF"), u32(3), u64(2n ** 63n), u64(0)])],
      ["a key of 2^63 bytes", Buffer.concat([Buffer.from("GGUF"), u32(3), u64(0), u64(1), u64(2n ** 63n)])],
      ["an array of 2^63 strings", tinyGguf({ metadata: { x: [9, Buffer.concat([u32(8), u64(2n ** 63n)])] } })],
      ["an array of 2^63 numbers", tinyGguf({ metadata: { x: [9, Buffer.concat([u32(10), u64(2n ** 63n)])] } })],
      ["arrays in arrays", tinyGguf({ metadata: { x: [9, nested(50_000)] } })],
      ["2^31 dimensions", tinyGguf({ tensors: { w: { sizes: [], type: 0 } } }).fill(0xff, 33, 37)],
      ["sizes that overflow", tinyGguf({ tensors: { w: { sizes: [2 ** 52, 2 ** 52, 2 ** 52], type: 0 } } })],
      ["big endian", Buffer.from("GGUF\0\0\0\x03\0\0\0\0\0\0\0\x01\0\0\0\0\0\0\0\0", "latin1")],
    ];
    for (const [name, bytes] of hostile) {
      const found = await inspect(bytes);
      expect(found.format, name).toBe("gguf");
      expect(found.details.parameters, name).toBeUndefined();
    }
    const strange = await details(
      tinyGguf({ metadata: { "general.architecture": 7, "general.name": "  a\n\tb  ", "general.license": "" } }),
    );
    expect(strange).toEqual({ formatVersion: "version 3", title: "a b", tensors: 0, parameters: 0 });
    const long = await details(tinyGguf({ metadata: { "general.name": "x".repeat(100_000) } }));
    expect(long.title).toHaveLength(200);
  });

  it("arrays in arrays are passed over as far as anybody might write them", async () => {
    const pairs = Buffer.concat([u32(9), u64(1), u32(8), u64(1), text("x")]);
    expect(await details(tinyGguf({ metadata: { x: [9, pairs], "general.name": "after" } }))).toMatchObject({ title: "after" });
  });
});

describe("a safetensors header", () => {
  it("says framework, types, tensors and parameters, and what its metadata says", async () => {
    const header = {
      __metadata__: { format: "pt", "modelspec.architecture": "stable-diffusion-xl", "modelspec.title": "Mine", license: "mit" },
      a: { dtype: "F32", shape: [2], data_offsets: [0, 8] },
      b: { dtype: "BF16", shape: [2, 4], data_offsets: [8, 24] },
      scalar: { dtype: "F32", shape: [], data_offsets: [24, 28] },
    };
    expect(await details(tinySafetensors(header, 28))).toEqual({
      architecture: "stable-diffusion-xl",
      title: "Mine",
      license: "mit",
      producer: "PyTorch",
      quantization: "BF16 + F32",
      tensors: 3,
      parameters: 11,
    });
  });

  it.each<[string, unknown, ModelDetails]>([
    ["without tensors", {}, { tensors: 0, parameters: 0 }],
    ["of shapes that are none", { w: { dtype: "F32", shape: ["x"], data_offsets: [0, 0] } }, { quantization: "F32", tensors: 1 }],
    ["of sizes that overflow", { w: { dtype: "F32", shape: [1e300, 1e300], data_offsets: [0, 0] } }, { quantization: "F32", tensors: 1 }],
    ["of tensors that are none", { w: 1, v: null, u: { dtype: 1 } }, { tensors: 3, parameters: 0 }],
    ["with metadata that is none", { __metadata__: "pt" }, { tensors: 0, parameters: 0 }],
    [
      "that names a property of objects",
      { __metadata__: { format: "constructor" } },
      { producer: "constructor", tensors: 0, parameters: 0 },
    ],
  ])("%s", async (_name, header, says) => {
    expect(await details(tinySafetensors(header, 0))).toEqual(says);
  });

  it("nested a hundred thousand deep is no model, and no crash", async () => {
    const deep = `{"a":${"[".repeat(100_000)}${"]".repeat(100_000)}}`;
    expect((await inspect(tinySafetensors(deep, 0))).details.parameters).toBe(0);
  });
});

describe("an ONNX file", () => {
  it("says IR version, opset, producer, metadata and its weights", async () => {
    const bytes = tinyOnnx([1, 3], 0, { weights: { w: [2, 3], v: [4] }, metadata: { license: "mit", model_name: "Mine" } });
    expect(await details(bytes)).toEqual({
      formatVersion: "IR 8, opset 13",
      producer: "assay-test",
      title: "Mine",
      license: "mit",
      tensors: 2,
      parameters: 10,
      quantization: "F32 + I64",
    });
  });
});

describe("any bytes", () => {
  /** Real headers, so that damage is deep inside them too. */
  const whole = [
    tinyLlama(),
    tinySafetensors({ __metadata__: { format: "pt" }, w: { dtype: "F32", shape: [2, 2], data_offsets: [0, 16] } }, 16),
    tinyOnnx([1, 3], 0, { weights: { w: [2, 3], v: [4] }, metadata: { license: "mit" } }),
  ];
  const damaged = fc
    .tuple(
      fc.constantFrom(...whole),
      fc.array(fc.tuple(fc.nat(400), fc.uint8Array({ minLength: 1, maxLength: 9 })), { maxLength: 4 }),
      fc.nat(400),
    )
    .map(([bytes, damages, cut]) => {
      const copy = Buffer.from(bytes);
      for (const [at, damage] of damages) copy.set(damage.subarray(0, Math.max(0, copy.length - at)), Math.min(at, copy.length));
      return cut % 3 === 0 ? copy.subarray(0, cut) : copy;
    });

  it("give plain counts and short texts, and never an exception", async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(damaged, fc.uint8Array({ maxLength: 300 })), async (bytes) => {
        for (const [key, value] of Object.entries(await details(bytes))) {
          if (typeof value === "number") expect(Number.isSafeInteger(value) && value >= 0, key).toBe(true);
          else expect(value.length > 0 && value.length <= 200, key).toBe(true);
        }
      }),
      { numRuns: 500 },
    );
  });
});
