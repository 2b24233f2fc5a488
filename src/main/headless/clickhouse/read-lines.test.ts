import { expect, it } from "vitest";
import { readLines } from "./read-lines.ts";
import { recorded } from "./testing/recorded-server.ts";

async function read(parts: readonly string[], maxLineBytes = 1000) {
  const lines: string[] = [];
  let tooLong = 0;
  const bytes = (async function* () {
    for (const part of parts) yield Buffer.from(part);
  })();
  let failure: unknown = null;
  try {
    for await (const line of readLines(bytes, { maxLineBytes, onTooLong: () => tooLong++ })) lines.push(line);
  } catch (thrown) {
    failure = thrown;
  }
  return { lines, tooLong, failure };
}

it("tells the exception behind rows wherever the answer is cut into chunks", async () => {
  const { body } = recorded.late;
  const [before = ""] = body.split("\r\n__exception__");
  const rows = before.split("\n").filter((line) => line !== "");
  expect(rows.length).toBeGreaterThan(2);
  for (let cut = 1; cut < body.length; cut++) {
    const { lines, failure } = await read([body.slice(0, cut), body.slice(cut)]);
    expect(lines).toEqual(rows);
    expect(failure).toMatchObject({ code: 395, message: expect.stringMatching(/^late: while executing/) });
  }
});

it("tells the exception of servers before 25.11, which is where a row would be", async () => {
  const text = "[1]\nCode: 241. DB::Exception: Memory limit exceeded. (MEMORY_LIMIT_EXCEEDED) (version 24.8.4.13 (official build))\n";
  const { lines, failure } = await read([text]);
  expect(lines).toEqual(["[1]"]);
  expect(failure).toMatchObject({ code: 241, message: "Memory limit exceeded." });
  // The text of a row is no exception.
  expect(await read(['["Code: 241. DB::Exception: x"]\n'])).toMatchObject({ failure: null, lines: ['["Code: 241. DB::Exception: x"]'] });
});

it("refuses an answer that ends in the middle of a row, and passes over rows that are too long", async () => {
  expect(await read(['[1]\n["ab'])).toMatchObject({ lines: ["[1]"], failure: { code: "io" } });
  const long = `["${"x".repeat(30)}"]`;
  expect(await read([`[1]\n${long.slice(0, 12)}`, `${long.slice(12)}\n[2]\n${long}\n`], 16)).toEqual({
    lines: ["[1]", "[2]"],
    tooLong: 2,
    failure: null,
  });
});
