import { expect, it } from "vitest";
import { type KeyTarget, ownsKey } from "./key-target.ts";

/** What belongs to the element of: a letter, a digit, Space, Enter, Escape, an arrow. */
const keys = ["j", "1", " ", "Enter", "Escape", "ArrowDown"] as const;
const owned = (target: KeyTarget) => keys.filter((key) => ownsKey(target, key));
const input = (type: string) => ({ tag: "INPUT", type });

it.each(["text", "search", "url", "tel", "email", "password", "number", "date", "time", "datetime-local", "month", "week"])(
  "an input of type %s is typed into",
  (type) => expect(owned(input(type))).toEqual(keys),
);

it.each([
  ["file", [" ", "Enter"]],
  ["color", [" ", "Enter"]],
  ["button", [" ", "Enter"]],
  ["submit", [" ", "Enter"]],
  ["reset", [" ", "Enter"]],
  ["image", [" ", "Enter"]],
  ["checkbox", [" "]],
  ["hidden", [" "]],
  ["radio", [" ", "ArrowDown"]],
  ["range", [" ", "ArrowDown"]],
])("an input of type %s keeps %j and leaves the shortcuts alone", (type, kept) => expect(owned(input(type))).toEqual(kept));

it("tells a choice that is not typed into from a field", () => {
  expect(owned({ ...input("text"), readOnly: true })).toEqual([" ", "Enter", "Escape", "ArrowDown"]);
  expect(owned({ ...input("text"), readOnly: true, expanded: true })).toEqual(keys);
});

it("leaves text areas, selects and editable text their keys, and buttons theirs", () => {
  expect(owned({ tag: "TEXTAREA" })).toEqual(keys);
  expect(owned({ tag: "SELECT" })).toEqual(keys);
  expect(owned({ tag: "P", editable: true })).toEqual(keys);
  expect(owned({ tag: "BUTTON", pressable: true })).toEqual([" ", "Enter"]);
  expect(owned({ tag: "BODY" })).toEqual([]);
});
