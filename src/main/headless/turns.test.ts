import { describe, expect, it, vi } from "vitest";
import { takeInTurns } from "./turns.ts";

const call = (id: number, characters = 0) => JSON.stringify({ id, call: "host.info", input: { text: "x".repeat(characters) } });
const long = 200_000;

describe("messages of a client", () => {
  it("are taken in the order in which they came, a long one behind a turn of the event loop", async () => {
    const taken: unknown[] = [];
    const put = takeInTurns(
      (message) => taken.push(message?.type === "call" ? message.id : message?.type),
      (message) => taken.push(`prepare ${message?.type === "call" ? message.id : message?.type}`),
    );
    put(call(1));
    expect(taken).toEqual([1]);
    put(call(2, long));
    put(call(3));
    put(call(4, long));
    put('{"abort":4}');
    expect(taken).toEqual([1]);
    await vi.waitFor(() => expect(taken).toHaveLength(7), { interval: 1 });
    expect(taken).toEqual([1, "prepare 2", 2, 3, "prepare 4", 4, "abort"]);
    put(call(5, long));
    put("no message");
    await vi.waitFor(() => expect(taken).toHaveLength(10), { interval: 1 });
    put(call(6));
    expect(taken.slice(7)).toEqual(["prepare 5", 5, undefined, 6]);
  });
});
