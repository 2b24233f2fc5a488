import { execFileSync } from "node:child_process";
import { appendFile, mkdtemp, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { maxLineBytes } from "../../../contract/index.ts";
import { chunkBytes, openLines } from "./chunk-reader.ts";

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "assay-reader-"));
  path = join(folder, "in.jsonl");
});

async function read(fromByte = 0, toByte?: number): Promise<{ text: string; tooLong: { head: number; sizeBytes: number }[] }> {
  const file = await openLines(path, { fromByte, toByte });
  let text = "";
  const tooLong: { head: number; sizeBytes: number }[] = [];
  try {
    for await (const chunk of file.chunks()) {
      if (chunk.type === "lines") text += Buffer.from(chunk.bytes).toString("utf8");
      else tooLong.push({ head: chunk.head.length, sizeBytes: chunk.sizeBytes });
    }
  } finally {
    await file.close();
  }
  return { text, tooLong };
}

describe("openLines", () => {
  it.each([
    ["an empty file", "", ""],
    ["a missing last newline", '{"a":1}\n{"b":2}', '{"a":1}\n{"b":2}\n'],
    ["a UTF-8 BOM", '\ufeff{"a":1}\n', '{"a":1}\n'],
    ["CRLF, left to the inspection", '{"a":1}\r\n', '{"a":1}\r\n'],
    ["line ends that are carriage returns only", '{"a":1}\r{"b":2}\r', '{"a":1}\n{"b":2}\n'],
    ["a carriage return inside one record", '{"a":\r1}', '{"a":\r1}\n'],
  ])("reads %s", async (_, content, expected) => {
    await writeFile(path, content);
    expect((await read()).text).toBe(expected);
  });

  it.each(["utf-16le", "utf-16be"] as const)("decodes %s by its BOM", async (encoding) => {
    const little = Buffer.from('\ufeff{"a":"é😀"}\n{"b":2}', "utf16le");
    await writeFile(path, encoding === "utf-16le" ? little : Buffer.from(little).swap16());
    expect((await read()).text).toBe('{"a":"é😀"}\n{"b":2}\n');
  });

  it("refuses broken UTF-16 with one clear message", async () => {
    await writeFile(path, Buffer.from([0xff, 0xfe, 0x00, 0xdc, 0x41, 0x00]));
    await expect(read()).rejects.toMatchObject({ code: "damaged", message: expect.stringContaining("UTF-16LE") });
  });

  it("joins lines that cross chunks, whatever their length", async () => {
    const content = Array.from({ length: 40 }, (_, i) => "x".repeat((i * 397_003) % (chunkBytes + 5))).join("\n");
    await writeFile(path, content);
    expect((await read()).text).toBe(`${content}\n`);
  });

  it("yields a line of exactly the limit, and only the head of one a byte longer", async () => {
    const longest = "y".repeat(maxLineBytes);
    await writeFile(path, `${longest}\nshort\n`);
    expect((await read()).text).toHaveLength(maxLineBytes + 1 + 6);
    await writeFile(path, `before\n${longest.repeat(3)}\nafter`);
    expect(await read()).toEqual({ text: "before\nafter\n", tooLong: [{ head: 4096, sizeBytes: maxLineBytes * 3 }] });
    await writeFile(path, longest.repeat(2));
    expect((await read()).tooLong).toEqual([{ head: 4096, sizeBytes: maxLineBytes * 2 }]);
  });

  it("reads a range and reports where its lines start", async () => {
    await writeFile(path, "one\ntwo\nthree\ntorn");
    expect((await read(4, 14)).text).toBe("two\nthree\n");
    const file = await openLines(path, { fromByte: 4, toByte: 14 });
    for await (const chunk of file.chunks()) expect(chunk).toMatchObject({ type: "lines", offset: 4 });
    await file.close();
  });

  it("keeps offsets right when chunks are transferred away", async () => {
    await writeFile(path, "0123456789\n".repeat(600_000));
    const file = await openLines(path);
    let expected = 0;
    for await (const chunk of file.chunks()) {
      if (chunk.type !== "lines") throw new Error("unexpected");
      expect(chunk.offset).toBe(expected);
      expected += chunk.bytes.length;
      structuredClone(chunk.bytes, { transfer: [chunk.bytes.buffer] });
    }
    await file.close();
    expect(expected).toBe(6_600_000);
  });

  it("reports a file that shrank while it was read, and reads what was appended to its last line", async () => {
    await writeFile(path, "a\n".repeat(chunkBytes));
    const file = await openLines(path);
    const chunks = file.chunks();
    await chunks.next();
    await truncate(path, 10);
    await expect(
      (async () => {
        for await (const _ of chunks);
      })(),
    ).rejects.toMatchObject({ code: "io", message: expect.stringContaining("became shorter") });
    await file.close();

    await writeFile(path, '{"half":');
    const growing = await openLines(path);
    await appendFile(path, "1}\n");
    let text = "";
    for await (const chunk of growing.chunks()) if (chunk.type === "lines") text += Buffer.from(chunk.bytes).toString("utf8");
    await growing.close();
    expect(text).toBe('{"half":1}\n');
  });

  it("refuses folders, devices and pipes at once, and names a missing file", async () => {
    const fifo = join(folder, "fifo");
    execFileSync("mkfifo", [fifo]);
    await expect(openLines(folder)).rejects.toMatchObject({ code: "refused" });
    await expect(openLines("/dev/null")).rejects.toMatchObject({ code: "refused" });
    await expect(openLines(fifo)).rejects.toMatchObject({ code: "refused" });
    await expect(openLines(join(folder, "none"))).rejects.toMatchObject({ code: "not_found", where: join(folder, "none") });
  });
});
