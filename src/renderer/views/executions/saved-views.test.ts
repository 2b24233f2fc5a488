import { expect, it } from "vitest";
import { findSavedView, readSavedViews, type SavedView, withSavedView } from "./saved-views.ts";

const slow: SavedView = { name: "slow", filter: { minLatencyMs: 500 }, sort: "slowest" };

it("takes a view in, in the place of one of its name, and finds it by what it shows", () => {
  const views = withSavedView(withSavedView([slow], { name: "cheap", filter: {}, sort: "cheapest" }), {
    ...slow,
    filter: { minLatencyMs: 900 },
  });
  expect(views.map(({ name, filter }) => [name, filter])).toEqual([
    ["cheap", {}],
    ["slow", { minLatencyMs: 900 }],
  ]);
  expect(findSavedView(views, { minLatencyMs: 900, engines: [] }, "slowest")?.name).toBe("slow");
  expect(findSavedView(views, { minLatencyMs: 900 }, "newest")).toBeUndefined();
});

it("reads what was remembered, whatever somebody made of it", () => {
  const odd = [
    null,
    7,
    { name: "", filter: {} },
    { name: "x" },
    { name: "y", filter: { minQuality: 7, text: "a" }, sort: "z" },
    slow,
    slow,
  ];
  expect(readSavedViews(odd)).toEqual([{ name: "y", filter: { text: "a" }, sort: "newest" }, slow]);
});
