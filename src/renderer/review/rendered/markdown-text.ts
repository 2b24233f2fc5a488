/** Which texts are drawn as Markdown, and what is made of their formulas first. Pure. */

/** Characters drawn as Markdown at once; the slowest text of this length that was found takes a second or two to parse. */
export const renderedAtOnce = 20_000;

/**
 * Each pattern reads a hostile text of `renderedAtOnce` characters in a few milliseconds: none can begin at every character and run on from there.
 * A table is told by the row under its head.
 */
const block = /^(?: {0,3}(?:#{1,6} |>|[-*+] |\d{1,9}[.)] |```|~~~)| {0,3}\|?[ \t]*:?-+:?[ \t]*\|[-:| \t]*$)/m;
const inline = /(?:\*\*|__)\S|`[^`\n]+`|\$\$|\\[([]|\[[^[\]\n]+\]\(|~~\S|(?:^|\s)\$[^\s$]/;
/** Quotes in quotes beyond anything that is written; the parser needs a stack as deep, and time by its square. */
const tooDeep = /(?:> ?){60}/;

/** Whether a text looks like Markdown. Other text is shown as it is: Markdown would join its lines. */
export function looksLikeMarkdown(text: string): boolean {
  const head = text.slice(0, renderedAtOnce);
  return (block.test(head) || inline.test(head)) && !tooDeep.test(head);
}

/** Code, which formulas are not looked for in: fenced blocks, the last one perhaps unfinished, and spans. */
const code = /(^ {0,3}(`{3,}(?!`)|~{3,}(?!~))[^\n]*\n[\s\S]*?(?:^ {0,3}\2[`~]*[ \t]*$|$(?![\s\S]))|(?<!`)(`+)(?!`)[\s\S]*?(?<!`)\3(?!`))/gm;
/** \(…\) and \[…\], as most models write, and $…$ by pandoc's rule, so that "$5 and $10" stays prices. */
const formula = /\\\[([\s\S]+?)\\\]|\\\(([^\n]+?)\\\)|(?<![\\$\w])\$(?![\s$])((?:[^$\n\\]|\\.)+?)(?<![\s\\])\$(?![\d$])/g;

/**
 * Writes every formula of a text the one way the parser is told to understand, $$…$$. Code stays as it is.
 * @see https://pandoc.org/MANUAL.html#extension-tex_math_dollars
 */
export function unifyFormulas(text: string): string {
  let out = "";
  let from = 0;
  for (const match of text.matchAll(code)) {
    out += replaceFormulas(text.slice(from, match.index)) + match[0];
    from = match.index + match[0].length;
  }
  return out + replaceFormulas(text.slice(from));
}

function replaceFormulas(text: string): string {
  return text.replace(formula, (whole, display?: string, inParens?: string, inDollars?: string) => {
    if (display !== undefined) return `\n\n$$\n${display.trim()}\n$$\n\n`;
    const inner = (inParens ?? inDollars ?? "").trim();
    return inner === "" ? whole : `$$${inner}$$`;
  });
}
