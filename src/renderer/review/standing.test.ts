import { expect, it } from "vitest";
import { getStanding, type Listed } from "./standing.ts";

const filter = { text: "x" };
const list = { filter, keys: ["a", "b"], isOther: false };
const noted = (key: string, id: object): Listed => ({
  note: () => undefined,
  wasIn: (one, other) => one === key && other === JSON.stringify(id),
});
const nothing = noted("", {});

it("says whether the filter shows what is on screen", () => {
  expect(getStanding("a", filter, list, nothing)).toBe("listed");
  expect(getStanding("z", filter, list, nothing)).toBe("unlisted");
  expect(getStanding(null, filter, list, nothing)).toBe("unlisted");
});

it("takes everything for listed without a filter, also what is not loaded yet", () => {
  expect(getStanding("z", {}, { ...list, filter: {} }, nothing)).toBe("listed");
});

it("lets what a decision took out of the list be corrected, under that filter alone", () => {
  expect(getStanding("z", filter, list, noted("z", filter))).toBe("left");
  expect(getStanding("z", filter, list, noted("z", { text: "y" }))).toBe("unlisted");
});

it("knows nothing while the list still answers another filter", () => {
  expect(getStanding("a", filter, { ...list, isOther: true }, nothing)).toBe("asking");
  expect(getStanding("a", filter, { ...list, filter: { text: "y" } }, nothing)).toBe("asking");
});
