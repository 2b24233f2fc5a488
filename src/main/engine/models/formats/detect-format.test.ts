import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { tinyOnnx } from "../../testing/tiny-onnx.ts";
import { detectFormat } from "./detect-format.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "assay-formats-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function safetensors(header: string | Buffer, { length = Buffer.byteLength(header), rest = 16 } = {}): Buffer {
  const size = Buffer.alloc(8);
  size.writeBigUInt64LE(BigInt(length));
  return Buffer.concat([size, Buffer.from(header), Buffer.alloc(rest)]);
}

/** A zip of stored, empty files: local headers, central directory, end record (optionally zip64). */
function zip(names: readonly string[], { zip64 = false, comment = "" } = {}): Buffer {
  const locals: Buffer[] = [];
  const entries: Buffer[] = [];
  let at = 0;
  for (const name of names) {
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(Buffer.byteLength(name), 26);
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt16LE(Buffer.byteLength(name), 28);
    entry.writeUInt32LE(at, 42);
    locals.push(local, Buffer.from(name));
    entries.push(entry, Buffer.from(name));
    at += 30 + Buffer.byteLength(name);
  }
  const directory = Buffer.concat(entries);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt32LE(zip64 ? 0xffffffff : directory.length, 12);
  end.writeUInt32LE(zip64 ? 0xffffffff : at, 16);
  end.writeUInt16LE(comment.length, 20);
  const extra = Buffer.alloc(zip64 ? 76 : 0);
  if (zip64) {
    extra.writeUInt32LE(0x06064b50, 0);
    extra.writeBigUInt64LE(BigInt(directory.length), 40);
    extra.writeBigUInt64LE(BigInt(at), 48);
    extra.writeUInt32LE(0x07064b50, 56);
    extra.writeBigUInt64LE(BigInt(at + directory.length), 64);
  }
  return Buffer.concat([...locals, directory, extra, end, Buffer.from(comment)]);
}

const tensors = '{"weight":{"dtype":"F32","shape":[2,2],"data_offsets":[0,16]}}';
const onnx = tinyOnnx(["batch", 3]);
const many = Array.from({ length: 3000 }, (_, i) => `archive/data/${i}`);

describe("the format of a model file, by its bytes", () => {
  it.each<[string, Buffer, string]>([
    ["GGUF", Buffer.from("GGUF\x03\0\0\0"), "gguf"],
    ["GGUF of four bytes", Buffer.from("GGUF"), "gguf"],
    ["lower case", Buffer.from("gguf\x03\0\0\0"), "unknown"],
    ["safetensors", safetensors(tensors), "safetensors"],
    ["safetensors, header padded", safetensors(`${tensors}   `), "safetensors"],
    ["safetensors without tensors", safetensors("{}", { rest: 0 }), "safetensors"],
    ["safetensors, header longer than is parsed", safetensors(`{"__metadata__":{"x":"${"y".repeat(3_000_000)}"}}`), "safetensors"],
    ["header that ends after the file", safetensors(tensors, { length: 10_000 }), "unknown"],
    ["header length of 2^63", Buffer.concat([Buffer.from([0, 0, 0, 0, 0, 0, 0, 0x80]), Buffer.from(tensors)]), "unknown"],
    ["header that is no JSON", safetensors('{"weight":'), "unknown"],
    ["header that is a list", safetensors("[1]"), "unknown"],
    ["pickle, protocol 2", Buffer.from([0x80, 2, 0x7d, 0x2e]), "pickle"],
    ["pickle, protocol 5", Buffer.from([0x80, 5, 0x2e]), "pickle"],
    ["protocol 9", Buffer.from([0x80, 9, 0x2e]), "unknown"],
    ["PyTorch zip", zip(["archive/data.pkl", "archive/version"]), "pickle"],
    ["PyTorch zip, data.pkl last of many", zip([...many, "archive/data.pkl"]), "pickle"],
    ["PyTorch zip, zip64", zip(["model/data.pkl"], { zip64: true }), "pickle"],
    ["PyTorch zip with a comment", zip(["data.pkl"], { comment: "made by hand" }), "pickle"],
    ["another zip", zip(["word/document.xml", "notdata.pkl"]), "unknown"],
    ["a zip cut short", zip(["archive/data.pkl"]).subarray(0, 60), "unknown"],
    [
      "a zip whose directory lies outside",
      Buffer.concat([Buffer.from("PK\x03\x04"), Buffer.from("PK\x05\x06"), Buffer.alloc(8), Buffer.alloc(10, 0x7f)]),
      "unknown",
    ],
    ["ONNX", onnx, "onnx"],
    ["ONNX larger than one read", tinyOnnx([1], 300_000), "onnx"],
    ["ONNX cut short", onnx.subarray(0, onnx.length - 1), "unknown"],
    ["ONNX and more", Buffer.concat([onnx, Buffer.from([0xff])]), "unknown"],
    ["protobuf without a graph", Buffer.from([0x08, 0x08, 0x12, 0x01, 0x61]), "unknown"],
    ["ir_version of the wrong type", Buffer.from([0x0a, 0x01, 0x08, 0x3a, 0x00]), "unknown"],
    ["a text file", Buffer.from("hello\nworld\n"), "unknown"],
    ["JSON", Buffer.from('{"a":1}'), "unknown"],
    ["an empty file", Buffer.alloc(0), "unknown"],
    ["one byte", Buffer.from([0x80]), "unknown"],
    ["zeros", Buffer.alloc(100_000), "unknown"],
    ["bytes that go on for ever", Buffer.alloc(100_000, 0xff), "unknown"],
  ])("%s", async (_name, content, format) => {
    const path = join(folder, "model.bin");
    await writeFile(path, content);
    expect(await detectFormat(path)).toBe(format);
  });
});
