import { afterEach, expect, it, vi } from "vitest";
import { AssayError } from "../../../contract/index.ts";
import { ActiveProblems, toAlerts } from "./health.ts";

afterEach(() => vi.useRealTimers());

it("a problem says since when, however often it is looked at or changes its words, and starts anew when it comes back", () => {
  vi.useFakeTimers({ now: 1000 });
  const problems = new ActiveProblems();
  const shown = () => toAlerts(problems.list(), problems);
  problems.set("events", new AssayError("disk_full", "The disk is full.", { fix: "Free some space." }));
  expect(shown()).toEqual([{ code: "disk_full", message: "The disk is full.", fix: "Free some space.", sinceMs: 1000 }]);
  vi.setSystemTime(5000);
  problems.set("events", new AssayError("disk_full", "The disk is full: 3 lines wait."));
  problems.set("curation", new AssayError("io", "It cannot be written."));
  expect(shown().map(({ sinceMs }) => sinceMs)).toEqual([1000, 5000]);
  problems.set("events", null);
  expect(shown().map(({ sinceMs }) => sinceMs)).toEqual([5000]);
  vi.setSystemTime(9000);
  problems.set("events", new AssayError("disk_full", "The disk is full."));
  expect(shown().map(({ sinceMs }) => sinceMs)).toEqual([5000, 9000]);
});
