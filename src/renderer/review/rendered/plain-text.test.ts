import { expect, it } from "vitest";
import { toPlainText } from "./plain-text.ts";

it.each([
  ["# Title\n\nSome **bold** and `code`.", "Title Some bold and code."],
  ["- one\n- [x] two\n> quoted", "one two quoted"],
  ["```js\nconst a = 1;\n```", "const a = 1;"],
  ["| a | b |\n|---|---|\n| 1 | 2 |", "a b 1 2"],
  ["see [the page](https://example.org) and ![a cat](x.png)", "see the page and a cat"],
  ["so \\(x^2\\) and $$y$$", "so x^2 and y"],
  ["2 * 3 * 4 and snake_case_name | pipe", "2 * 3 * 4 and snake_case_name | pipe"],
  ["**مرحبا** 日本語", "مرحبا 日本語"],
  ["  \n ", ""],
])("%j reads %j", (text, plain) => {
  expect(toPlainText(text)).toBe(plain);
});
