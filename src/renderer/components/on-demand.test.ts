import { createElement, Suspense } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, it } from "vitest";
import { type OnDemand, onDemand } from "./on-demand.ts";

const draw = (Part: OnDemand) => renderToStaticMarkup(createElement(Suspense, { fallback: "a fallback" }, createElement(Part)));

it("a part is drawn at once when its code is there, and after a fallback when it is not", async () => {
  const [Waiting, Fetched] = [onDemand(async () => () => "the part"), onDemand(async () => () => "the part")];
  expect(draw(Waiting)).toContain("a fallback");
  await Fetched.load();
  expect(draw(Fetched)).toBe("the part");
});

it("code that cannot be fetched is told to who asks for it", async () => {
  const Part = onDemand(() => Promise.reject(new Error("gone")));
  await expect(Part.load()).rejects.toThrow("gone");
  expect(draw(Part)).toContain("a fallback");
});
