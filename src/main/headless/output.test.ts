import { PassThrough, Writable } from "node:stream";
import { describe, expect, it } from "vitest";
import { OutputClosed, printable, processOutput, table } from "./output.ts";

describe("table", () => {
  it("aligns and makes hostile cells printable", () => {
    const columns = [
      { title: "engine", align: "left" },
      { title: "n", align: "right" },
    ] as const;
    expect(
      table(columns, [
        ["a", "1204"],
        ["\u001b[31mred", "7"],
      ]),
    ).toBe("engine            n\na              1204\n\\u{1b}[31mred     7\n");
  });
});

/** A stream in stdout's place, whose every write ends with `thrown`. */
const failing = (code: string) => {
  const thrown = Object.assign(new Error(`write ${code}`), { code });
  const stream = new Writable({ write: (_chunk, _encoding, done) => done(thrown) });
  return processOutput(stream as unknown as NodeJS.WriteStream, new PassThrough() as unknown as NodeJS.WriteStream);
};

describe("processOutput", () => {
  it("reports a full disk for that write and every later one", async () => {
    const output = failing("ENOSPC");
    await expect(output.write("{}\n")).rejects.toMatchObject({ code: "disk_full" });
    await expect(output.write("{}\n")).rejects.toMatchObject({ code: "disk_full" });
    await expect(failing("EIO").write("x")).rejects.toMatchObject({ code: "io" });
  });

  it("ends quietly when the reader is gone", async () => {
    const output = failing("EPIPE");
    await expect(output.write("x")).rejects.toBeInstanceOf(OutputClosed);
    await expect(output.write("x")).rejects.toBeInstanceOf(OutputClosed);
  });
});

describe("on a terminal", () => {
  /** What arrives of a text at a stdout that is, or is not, a terminal. */
  async function arrives(text: string | Uint8Array, isTTY: boolean): Promise<string> {
    const stdout = Object.assign(new PassThrough(), { isTTY });
    await processOutput(stdout as unknown as NodeJS.WriteStream, new PassThrough() as unknown as NodeJS.WriteStream).write(text);
    return String(stdout.read());
  }
  const hostile = "\u0080\u009b31m\u009c\u007f\u202e\u2066\u200f\u061c\ufeff\u2028\u2029\u00ad\u{e0041}é😀 \t";

  it.each([
    ["a document", `${JSON.stringify({ [hostile]: hostile, nested: [hostile] })}\n`],
    ["a document that was laid out", `${JSON.stringify({ hostile }, null, 2)}\n`],
    ["a line with raw white space", '{"a":1,\r"b":\t2}\r\n'],
  ])("%s: is the same JSON without a character that a terminal obeys, and byte for byte in a pipe", async (_what, text) => {
    const shown = await arrives(text, true);
    expect(shown).not.toMatch(/[^\P{Cc}\n\t]|[\p{Cf}\p{Zl}\p{Zp}]/u);
    expect(JSON.parse(shown)).toEqual(JSON.parse(text));
    expect(await arrives(text, false)).toBe(text);
  });

  it("leaves harmless text unchanged, and accepts bytes", async () => {
    expect(await arrives(Buffer.from("é😀 日本\n"), true)).toBe("é😀 日本\n");
    expect(await arrives(Buffer.from("\u009b2J"), true)).toBe("\\u009b2J");
  });
});

it("printable shows control characters and direction marks as code points", () => {
  expect(printable("a\u0007\u202eb\u2028é")).toBe("a\\u{7}\\u{202e}b\\u{2028}é");
});
