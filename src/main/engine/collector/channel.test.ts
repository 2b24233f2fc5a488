import { expect, it } from "vitest";
import type { Journal } from "../files/journal.ts";
import { Channel } from "./channel.ts";

it("writes lines once, and tells their producers so, whatever its listener throws", async () => {
  const written: string[] = [];
  const append = (parts: readonly Uint8Array[]) => {
    written.push(Buffer.concat(parts).toString());
    return { offset: 0, durable: Promise.resolve(0) };
  };
  const problems: unknown[] = [];
  const channel = new Channel({
    name: "events",
    journal: { append, lastFlushMs: 1 } as unknown as Journal,
    bufferSize: 10,
    autoFlushSeconds: 60,
    onDurable: () => {
      throw new Error("broken");
    },
    onProblem: (_, error) => problems.push(error),
  });
  const answers: unknown[] = [];
  channel.push({
    line: Buffer.from("{}\n"),
    row: Buffer.alloc(15),
    candidates: [],
    facts: null,
    onWritten: (error) => answers.push(error),
  });
  await expect(channel.flush()).rejects.toThrow("broken");
  await channel.flush();
  expect({ written, answers, problems, buffered: channel.buffered }).toEqual({
    written: ["{}\n"],
    answers: [null],
    problems: [],
    buffered: 0,
  });
});
