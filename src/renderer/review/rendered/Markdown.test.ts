import katex from "katex";
import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import { formulaOptions } from "./Formula.tsx";
import Markdown from "./Markdown.tsx";

const render = (text: string) => renderToStaticMarkup(createElement(Markdown, { text }));

describe("Markdown", () => {
  it("draws headings, lists, tables, code and formulas", () => {
    const html = render("# Title\n\n- one\n- two\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n```js\nconst x = 1;\n```\n\n\\(x^2\\)");
    for (const part of ["Title", "<li", "<td", "hljs-keyword", 'role="math"', 'aria-label="x^2"']) expect(html).toContain(part);
  });

  it("shows tags as text, leads nowhere and fetches nothing", () => {
    const hostile = [
      "<script>alert(1)</script>",
      "<img src=x onerror=alert(1)>",
      "[click](javascript:alert(1))",
      "[out](https://example.org/)",
      "![p](https://example.org/p.png)",
      "<https://example.org>",
      "$$\\href{javascript:alert(1)}{x}$$",
      "$$\\includegraphics{https://example.org/p.png}$$",
      "$$\\htmlStyle{background:url(https://example.org)}{x}$$",
      "<style>*{display:none}</style>",
      "<iframe src=//example.org></iframe>",
      "[a]: javascript:alert(1)\n\n[a]",
      "a[^1]\n\n[^1]: <b>note</b>",
      '```"><img src=x onerror=alert(1)>\nx\n```',
    ].join("\n\n");
    const html = render(hostile);
    // Texts have their < and > escaped; what attributes say is left out, since a formula's source and a title may say anything.
    const tags = (html.match(/<[^>]+>/g) ?? []).map((tag) => tag.replaceAll(/"[^"]*"/g, '""'));
    expect(tags.length).toBeGreaterThan(20);
    for (const tag of tags) expect(tag).not.toMatch(/^<(?:script|img|iframe|style|object|a)\b|\s(?:href|src|style|on\w+)=/i);
    expect(html).toContain("&lt;script&gt;");
  });

  it("keeps line breaks and directions of the text", () => {
    expect(render("**a**\nb")).toContain("</strong>\nb");
    expect(render("**مرحبا**")).toContain('<p dir="auto">');
  });

  it("draws formulas without links, pictures or style attributes that a document would refuse", () => {
    expect(render("\\[\nx\n\\]")).toContain('data-display="true"');
    for (const tex of [
      "\\href{javascript:alert(1)}{x}",
      "\\includegraphics{https://example.org/p.png}",
      "\\htmlStyle{background:url(https://example.org)}{x}",
    ])
      expect(katex.renderToString(tex, formulaOptions)).not.toMatch(/href=|src=|url\(/);
  });

  it("gives up a macro that expands without end", () => {
    expect(() => katex.renderToString("\\def\\a{\\a\\a}\\a", formulaOptions)).toThrow("Too many expansions");
  });
});
