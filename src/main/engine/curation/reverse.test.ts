import { expect, it } from "vitest";
import { undecidedCandidate } from "../../../contract/index.ts";
import type { Change } from "./log/event.ts";
import { reverse } from "./reverse.ts";
import type { Transaction } from "./transaction/transaction.ts";

it("lets others run while a step of thousands of decisions is reversed", async () => {
  const state = undecidedCandidate;
  const reversed: string[] = [];
  const transaction = {
    candidate: () => state,
    setCandidate: ({ comparison }: { comparison: string }) => reversed.push(comparison),
  } as unknown as Transaction;
  const keys = Array.from({ length: 2000 }, (_, i) => `c${i}`);
  const changes = keys.map((comparison) => {
    return { of: "candidate", comparison, comparison_id: comparison, position: 0, engine_id: "e", before: state, after: state } as Change;
  });
  let turns = 0;
  const others = () => {
    turns++;
    pending = setImmediate(others);
  };
  let pending = setImmediate(others);
  expect(await reverse(transaction, changes, "undo", false)).toEqual({ units: 2000, left: 0 });
  clearImmediate(pending);
  expect(reversed).toEqual(keys);
  expect(turns).toBeGreaterThan(3);
});
