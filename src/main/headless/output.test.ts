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
  it("says that a full disk did not take the text, for that write and for every later one", async () => {
    const output = failing("ENOSPC");
    await expect(output.write("{}\n")).rejects.toMatchObject({ code: "disk_full" });
    await expect(output.write("{}\n")).rejects.toMatchObject({ code: "disk_full" });
    await expect(failing("EIO").write("x")).rejects.toMatchObject({ code: "io" });
  });

  it("ends quietly when the reader went away", async () => {
    const output = failing("EPIPE");
    await expect(output.write("x")).rejects.toBeInstanceOf(OutputClosed);
    await expect(output.write("x")).rejects.toBeInstanceOf(OutputClosed);
  });
});

it("printable shows control characters and direction marks as numbers", () => {
  expect(printable("a\u0007\u202eb\u2028é")).toBe("a\\u{7}\\u{202e}b\\u{2028}é");
});
