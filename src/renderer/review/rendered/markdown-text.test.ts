import { describe, expect, it } from "vitest";
import { looksLikeMarkdown, unifyFormulas } from "./markdown-text.ts";

describe("which texts are drawn as Markdown", () => {
  it.each([
    "# Title",
    "- one\n- two",
    "1. first",
    "> quoted",
    "```js\nx\n```",
    "a **bold** word",
    "use `x`",
    "see [a](b)",
    "| a | b |\n|---|---|",
    "a | b\n:-: | --\n1 | 2",
    "so $x^2$ is",
    "\\(x\\)",
  ])("%s", (text) => {
    expect(looksLikeMarkdown(text)).toBe(true);
  });

  it.each([
    "",
    "Plain words.\nA second line.",
    "a < b and c > d",
    "snake_case_name",
    "costs 5 $",
    "-5 degrees",
    "1.5 litres",
    "#hashtag",
    "2 * 3 * 4",
    "a | b | c",
    "a [1], b [2] (see there)",
    ">".repeat(20_000),
    // Each took a tenth of a second to over a second before.
    `${"|".repeat(20_000)}a`,
    "|a".repeat(10_000),
    "[a".repeat(10_000),
  ])("not %s", (text) => {
    expect(looksLikeMarkdown(text.slice(0, 30_000))).toBe(false);
  });
});

describe("formulas", () => {
  it.each([
    ["\\(a+b\\)", "$$a+b$$"],
    ["so $x$.", "so $$x$$."],
    ["\\[\na\n\\]", "\n\n$$\na\n$$\n\n"],
  ])("%j becomes %j", (text, unified) => {
    expect(unifyFormulas(text)).toBe(unified);
  });

  it.each(["$5 and $10", "from $5 to $ 7", "`$x$` and ``\\(y\\)``", "```\n$x$\n```", "~~~tex\n\\(x\\)", "$$x$$", "US$5 or A$6", "\\$x\\$"])(
    "%j stays",
    (text) => {
      expect(unifyFormulas(text)).toBe(text);
    },
  );

  it("keeps long runs of backticks", () => {
    for (const text of ["`".repeat(20_000), "``a `$x$` b`` $y", "````\n```\n$x$\n````"]) expect(unifyFormulas(text)).toBe(text);
  });

  it("finds formulas after code", () => {
    expect(unifyFormulas("`a` $x$ `b` \\(y\\)")).toBe("`a` $$x$$ `b` $$y$$");
  });
});
