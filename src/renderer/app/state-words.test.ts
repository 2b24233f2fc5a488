import { expect, it } from "vitest";
import { formatPercent } from "../components/format.ts";
import { describeState } from "./state-words.ts";

const ready = { state: "ready", doneBytes: 10, totalBytes: 10 };

it("says that the index is ready only while it has every decision", () => {
  expect(describeState("open", ready, 0, false)).toEqual({ tone: "good", text: "Connected, index ready" });
  for (const imports of [0, 3])
    expect(describeState("open", ready, imports, true)).toEqual({ tone: "bad", text: "Decisions saved, index behind" });
});

it.each([
  ["lost", ready, 0, "Disconnected"],
  ["open", undefined, 0, "Connected"],
  ["open", { ...ready, state: "failed" }, 0, "Index failed"],
  ["open", { state: "rebuilding", doneBytes: 1, totalBytes: 4 }, 0, `Rebuilding index, ${formatPercent(0.25, 0)}`],
  ["open", ready, 1, "Importing 1 file"],
  ["open", ready, 2, "Importing 2 files"],
  ["open", { state: "catching_up", doneBytes: 0, totalBytes: 2_000_000 }, 0, "Index catching up"],
  ["open", { state: "catching_up", doneBytes: 0, totalBytes: 900_000 }, 0, "Connected, index ready"],
])("%s, %j, %d imports: %s", (connection, index, imports, text) => {
  expect(describeState(connection, index, imports, false).text).toBe(text);
});
