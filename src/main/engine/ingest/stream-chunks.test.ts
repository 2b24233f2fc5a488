import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { maxLineBytes } from "../../../contract/index.ts";
import { BufferPool } from "../workers/buffer-pool.ts";
import { streamChunks } from "./stream-chunks.ts";

const never = new AbortController().signal;

async function* inPieces(bytes: Buffer, cuts: readonly number[]): AsyncGenerator<Buffer> {
  let at = 0;
  for (const cut of [...cuts].sort((a, b) => a - b)) {
    yield bytes.subarray(at, cut);
    at = Math.max(at, cut);
  }
  yield bytes.subarray(at);
}

async function read(input: AsyncIterable<Uint8Array>, signal: AbortSignal = never): Promise<{ text: string; tooLong: number[] }> {
  let text = "";
  const tooLong: number[] = [];
  for await (const chunk of streamChunks(input, signal)) {
    if (chunk.type === "too_long") tooLong.push(chunk.sizeBytes);
    else {
      text += Buffer.from(chunk.bytes).toString("latin1");
      expect(text.endsWith("\n")).toBe(true);
    }
  }
  return { text, tooLong };
}

describe("streamChunks", () => {
  it("yields the same lines however the bytes arrive", async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), fc.array(fc.nat(200), { maxLength: 8 }), async (content, cuts) => {
        // A quarter of all bytes are newlines, so that lines are short and many; no byte order mark.
        const bytes = Buffer.from(content.map((byte) => (byte < 64 ? 10 : byte === 0xef ? 0x20 : byte)));
        const { text } = await read(
          inPieces(
            bytes,
            cuts.map((cut) => Math.min(cut, bytes.length)),
          ),
        );
        const whole = bytes.toString("latin1");
        expect(text).toBe(whole === "" || whole.endsWith("\n") ? whole : `${whole}\n`);
      }),
      { numRuns: 300 },
    );
  });

  it("reports a line over the limit and goes on after it", async () => {
    const long = Buffer.concat([Buffer.from("a\n"), Buffer.alloc(maxLineBytes + 3_000_000, 120), Buffer.from("\nb")]);
    expect(await read(inPieces(long, [5_000_000, 12_000_000, 18_000_000]))).toEqual({
      text: "a\nb\n",
      tooLong: [maxLineBytes + 3_000_000],
    });
    expect(await read(inPieces(Buffer.alloc(maxLineBytes * 2, 120), [maxLineBytes]))).toEqual({ text: "", tooLong: [maxLineBytes * 2] });
  });

  it("gathers what arrives while a chunk is worked on, until that ends or it is enough", async () => {
    let isBusy = true;
    const chunks = streamChunks(inPieces(Buffer.from("a\nb\n"), [2]), never, { isBusy: () => isBusy });
    const first = chunks.next();
    // The stream ends, and nobody works on what came before.
    expect(await first).toMatchObject({ value: { readBytes: 4 } });
    const endless = async function* () {
      yield Buffer.from("a\n");
      yield Buffer.from("b\n");
      await new Promise(() => {});
    };
    const waiting = streamChunks(endless(), never, { isBusy: () => isBusy });
    const both = waiting.next();
    await new Promise((resolve) => setImmediate(resolve));
    isBusy = false;
    waiting.changed();
    expect(await both).toMatchObject({ value: { readBytes: 4 } });
    isBusy = true;
    const flood = async function* () {
      for (;;) yield Buffer.from(`${"x".repeat(64 * 1024)}\n`);
    };
    const enough = await streamChunks(flood(), never, { isBusy: () => isBusy }).next();
    expect((enough.value as { readBytes: number }).readBytes).toBeGreaterThanOrEqual(512 * 1024);
  });

  it("waits for more where a part is as long as a pipe, and goes on when none comes", async () => {
    const part = Buffer.from(`${"x".repeat(64 * 1024 - 1)}\n`);
    const pausing = async function* () {
      yield part;
      yield part;
      await new Promise(() => {});
    };
    const buffers = new BufferPool({ isShared: true, minBytes: 1024 * 1024 });
    expect(await streamChunks(pausing(), never, { isBusy: () => false, buffers }).next()).toMatchObject({
      value: { readBytes: 2 * part.length },
    });
  });

  it("skips a byte order mark, and yields nothing for an empty stream", async () => {
    expect((await read(inPieces(Buffer.from("\ufeffa\n"), []))).text).toBe("a\n");
    expect((await read(inPieces(Buffer.alloc(0), []))).text).toBe("");
  });

  it.each([[[1]], [[2]], [[1, 2]], [[1, 2, 3]]])("skips a byte order mark that arrives in pieces, cut at %j", async (cuts) => {
    expect((await read(inPieces(Buffer.from("\ufeffa\n"), cuts))).text).toBe("a\n");
    // Only what is one: half of it is a line like any other.
    expect((await read(inPieces(Buffer.from([0xef, 0xbb]), cuts))).text).toBe("\xef\xbb\n");
    expect((await read(inPieces(Buffer.from("\ufeff"), cuts))).text).toBe("");
  });

  it("yields what had arrived when it is aborted, and does not wait for more", async () => {
    const stop = new AbortController();
    async function* endless(): AsyncGenerator<Buffer> {
      yield Buffer.from("one\n");
      stop.abort();
      await new Promise(() => {});
    }
    expect((await read(endless(), stop.signal)).text).toBe("one\n");
  });

  it("passes on the failure of the stream", async () => {
    async function* broken(): AsyncGenerator<Buffer> {
      yield Buffer.from("one\n");
      throw new Error("pipe");
    }
    await expect(read(broken())).rejects.toThrow("pipe");
  });
});
