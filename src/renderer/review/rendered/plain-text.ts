import { looksLikeMarkdown } from "./markdown-text.ts";

/** Characters that are read; one line, or a few, show less. */
const read = 700;

/** In order: each sign of Markdown, and what is left of it. None can begin at every character and run on from there. */
const signs: readonly [RegExp, string][] = [
  [/^ {0,3}(?:`{3,}|~{3,})[^\n]*$/gm, ""],
  [/^[ \t]*\|?[ \t]*:?-+:?[ \t]*\|[-:| \t]*$/gm, ""],
  [/^ {0,3}(?:#{1,6} |>+ ?|[-*+] (?:\[[ xX]\] )?)/gm, ""],
  [/!?\[([^[\]\n]{1,200})\]\([^()\s]{0,400}\)/g, "$1"],
  [/(\*\*|__|~~)(?=\S)([^\n*_~]{0,300}\S)\1/g, "$2"],
  [/`([^`\n]{1,300})`/g, "$1"],
  [/\\[()[\]]|\$\$/g, ""],
  [/[ \t]*\|[ \t]*/g, "  "],
];

/** The beginning of a text on one line, as it reads without the signs of Markdown. */
export function toPlainText(text: string): string {
  let plain = text.slice(0, read);
  if (looksLikeMarkdown(plain)) for (const [sign, rest] of signs) plain = plain.replaceAll(sign, rest);
  return plain.replaceAll(/\s+/g, " ").trim();
}
