import { Readable } from "node:stream";
import { expect, it } from "vitest";
import { ResumableInput } from "./resumable-input.ts";

const text = async (chunks: AsyncIterable<Buffer>) => {
  let all = "";
  for await (const chunk of chunks) all += chunk.toString();
  return all;
};

/** However a text is cut, and however much of it was on disk when its reader ended, the next one gets the rest, from the start of a line. */
it.each(["a\nbb\n\nccc\nd", "\n\na\n", "long line without an end", "x\ny\n"])(
  "the next reader of %j gets what is not on disk, once",
  async (all) => {
    const lines = all.split("\n").length - 1;
    for (let size = 1; size <= all.length; size++)
      for (let read = 0; read <= all.length; read++)
        for (let durable = 0; durable <= lines; durable++) {
          const pieces = Array.from({ length: Math.ceil(all.length / size) }, (_, i) => Buffer.from(all.slice(i * size, (i + 1) * size)));
          const before = all.split("\n").slice(0, durable).join("\n").length + (durable > 0 ? 1 : 0);
          // Only what was read can be on disk.
          if (before > read * size) continue;
          const input = new ResumableInput(Readable.from(pieces, { objectMode: false, highWaterMark: 1 }), true);
          const first = input.read();
          for (let i = 0; i < read; i++) if ((await first.next()).done) break;
          input.forget(Math.floor(durable / 2));
          input.rewind(durable);
          expect(await text(input.read())).toBe(all.slice(before));
        }
  },
);

it("a reader that ended while it waited takes no chunk from the next one", async () => {
  const source = new Readable({ read: () => {} });
  const input = new ResumableInput(source, true);
  const waiting = input.read().next();
  const next = text(input.stream());
  source.push("one\n");
  source.push(null);
  expect(await next).toBe("one\n");
  expect((await waiting).done).toBe(true);
});
