import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { text, tinyGguf, tinySafetensors, u32, u64 } from "../../testing/tiny-models.ts";
import { tinyOnnx } from "../../testing/tiny-onnx.ts";
import { inspectModel } from "./inspect-model.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "assay-inspect-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function warnings(name: string, bytes: string | Uint8Array): Promise<string[]> {
  const path = join(folder, "file");
  await writeFile(path, bytes);
  return (await inspectModel(path, name)).warnings;
}

const safetensors = (dataBytes: number, present = dataBytes): Buffer =>
  tinySafetensors({ __metadata__: { a: "b" }, w: { dtype: "F32", shape: [dataBytes / 4], data_offsets: [0, dataBytes] } }, present);

/** A GGUF file with one tensor of 64 values of type Q8_0 (68 bytes), and a vocabulary in its metadata. */
const gguf = (): Buffer =>
  tinyGguf({
    metadata: {
      "general.alignment": 64,
      "tokenizer.ggml.tokens": [9, Buffer.concat([u32(8), u64(3), text("a"), text("bc"), text("")])],
    },
    tensors: { w: { sizes: [32, 2], type: 8 } },
    dataBytes: 68,
    alignment: 64,
  });

const zip = (name: string) => {
  const local = Buffer.concat([Buffer.from("PK\x03\x04"), Buffer.alloc(22), Buffer.from([name.length, 0, 0, 0]), Buffer.from(name)]);
  const entry = Buffer.concat([
    Buffer.from("PK\x01\x02"),
    Buffer.alloc(24),
    Buffer.from([name.length, 0]),
    Buffer.alloc(16),
    Buffer.from(name),
  ]);
  const end = Buffer.alloc(22);
  end.write("PK\x05\x06", "latin1");
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(entry.length, 12);
  end.writeUInt32LE(local.length, 16);
  return Buffer.concat([local, entry, end]);
};
const onnx = tinyOnnx([1, 3]);
const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${"0".repeat(64)}\nsize 4000000000\n`;

it.each<[name: string, bytes: string | Uint8Array]>([
  ["a.safetensors", safetensors(16)],
  ["a.gguf", gguf()],
  ["a.onnx", onnx],
  ["a.pt", zip("archive/data.pkl")],
  ["pytorch_model.bin", zip("archive/data.pkl")],
  ["a.pkl", Buffer.from("\x80\x04N.", "latin1")],
  ["old.pt", Buffer.from("\x80\x02\x8a\n.data that follows", "latin1")],
  ["model.dat", gguf()],
  ["a.tflite", Buffer.concat([u32(28), Buffer.from("TFL3"), Buffer.alloc(100, 1)])],
  ["weights.bin", Buffer.from([1, 2, 3, 0, 255, 254])],
  ["tokenizer.json", '{"a":1}'],
])("says nothing about %s that is what it says", async (name, bytes) => {
  expect(await warnings(name, bytes)).toEqual([]);
});

it.each<[name: string, bytes: string | Uint8Array, says: RegExp]>([
  ["fake.gguf", "just text\n", /ends in \.gguf, but the content is plain text/],
  ["fake.safetensors", "just text, long enough\n", /ends in \.safetensors, but the content is plain text/],
  ["fake.onnx", "text", /ends in \.onnx, but the content is plain text/],
  ["a.gguf", safetensors(16), /ends in \.gguf, but the content is safetensors/],
  ["a.onnx", gguf(), /ends in \.onnx, but the content is GGUF/],
  ["a.onnx", onnx.subarray(0, onnx.length - 3), /not ONNX, or the file is cut short/],
  ["notes.docx", zip("word/document.xml"), /does not look like a model: the content is an Office document/],
  ["notes.docx", gguf(), /ends in \.docx, but the content is GGUF/],
  ["a.pt", zip("word/document.xml"), /ends in \.pt, but the content is an Office document/],
  ["photo.bin", Buffer.from("\x89PNG\r\n\x1a\n", "latin1"), /the content is a PNG image/],
  ["a.bin", "hello", /the content is plain text/],
  ["a.onnx", "", /is empty: 0 bytes/],
  ["a.bin", "", /is empty/],
  ["a.safetensors", safetensors(16, 15), /cut short: its tensors need \d+ bytes, and the file has \d+ bytes/],
  ["a.bin", safetensors(16, 0), /cut short: its tensors need/],
  ["a.safetensors", safetensors(16, 17), /1 bytes? more than its header describes/],
  ["a.safetensors", safetensors(16).subarray(0, 40), /cut short: its header alone needs/],
  ["a.safetensors", safetensors(16).subarray(0, 5), /cut short/],
  ["a.gguf", gguf().subarray(0, gguf().length - 1), /cut short: its tensors need \d+ bytes/],
  ["a.gguf", gguf().subarray(0, 100), /cut short: its header goes on beyond the end, and the file has 100 bytes\. Download/],
  ["a.gguf", "GGUF", /cut short/],
  ["a.pt", zip("archive/data.pkl").subarray(0, 60), /cut short: it is a zip archive without its end/],
  ["a.pkl", Buffer.from("\x80\x04N", "latin1"), /cut short: a pickle ends/],
  ["a.gguf", pointer, /Git LFS pointer/],
  ["a.bin", pointer, /Git LFS pointer/],
  ["a.safetensors", "<!DOCTYPE html>\n<html><body>404</body></html>", /web page \(HTML\)/],
  ["a.gguf", "\ufeff  <html lang=en>", /web page \(HTML\)/],
])("says what is wrong with %s", async (name, bytes, says) => {
  expect(await warnings(name, bytes)).toEqual([expect.stringMatching(says)]);
});

it("never fails, and never takes long, whatever the bytes", async () => {
  const whole = [gguf(), safetensors(64), zip("archive/data.pkl"), onnx];
  for (const bytes of whole) {
    for (let cut = 0; cut < bytes.length; cut += 7) await warnings("a.gguf", bytes.subarray(0, cut));
    for (let at = 0; at < bytes.length; at += 5) {
      const damaged = Buffer.from(bytes);
      damaged.fill(0xff, at, Math.min(bytes.length, at + 8));
      await warnings("a.safetensors", damaged);
    }
  }
});
