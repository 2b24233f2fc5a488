import { expect, it } from "vitest";
import { calmLog } from "./calm-log.ts";

it("writes one refusal a second, then counts the dropped ones", () => {
  let nowMs = 0;
  const said: unknown[] = [];
  const log = calmLog(
    (_level, event, fields) => said.push([event, fields]),
    () => nowMs,
  );
  for (let times = 0; times < 1000; times += 1) log("warn", "refused", { times });
  nowMs = 1000;
  log("warn", "refused", { times: "later" });
  nowMs = 2000;
  log("warn", "refused");
  expect(said).toEqual([
    ["refused", { times: 0 }],
    ["refused", { times: "later", unsaid: 999 }],
    ["refused", undefined],
  ]);
});
