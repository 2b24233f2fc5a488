import { expect, it } from "vitest";
import { detectContainer } from "./container.ts";

const detect = (text: string, isWhole = true) => detectContainer(Buffer.from(text), isWhole)?.reads;
const page = { data: [{ model: "m" }, { model: "n" }], total: 2, page: 1 };

it("takes the list of a page for its rows, also where the page is longer than what is looked at", () => {
  const reads = { type: "json", path: ["data"] };
  expect(detect(JSON.stringify(page))).toEqual(reads);
  expect(detect(JSON.stringify({ object: "list", ...page, has_more: false }, null, 2))).toEqual(reads);
  expect(detect('{"total": 9, "data": [{"model": "m"}, {"mod', false)).toEqual(reads);
});

it("leaves an object alone whose other members say something about the list, or whose list is none of objects", () => {
  for (const other of [{ model: "m", data: [{ a: 1 }] }, { data: [[1]] }, { data: [] }, { results: [{ a: 1 }] }])
    expect(detect(JSON.stringify(other)), JSON.stringify(other)).toBeUndefined();
  expect(detect(`${JSON.stringify(page)}\n${JSON.stringify(page)}\n`)).toBeUndefined();
});

it("says what to do with a document of Excel, and with the line that Excel reads separators from", () => {
  const entry = Buffer.concat([
    Buffer.from("504b0304140000000000000000000000000000000000000000001300", "hex"),
    Buffer.alloc(2),
    Buffer.from("[Content_Types].xml"),
  ]);
  expect(detectContainer(entry, false)).toMatchObject({
    description: expect.stringContaining("Excel"),
    advice: expect.stringContaining("CSV"),
  });
  expect(detect("PK\u0003\u0004", false)).toEqual({ type: "zip" });
  const table = detectContainer(Buffer.from("sep=;\r\na;b\r\n1;2\r\n"), true);
  expect(table).toMatchObject({ command: "tail -n +2 FILE" });
  expect(table?.reads).toBeUndefined();
});
