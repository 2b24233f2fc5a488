import type { Found, SampleCheck } from "../check.ts";

export const cutOff: SampleCheck = {
  name: "cut-off",
  find({ output }) {
    const text = output.trimEnd();
    if (text === "") return null;
    return openFence(text) ?? openJson(text) ?? openSentence(text);
  },
};

const found = (from: number, to: number, why: string): Found => ({ field: "output", from, to, why });

function openFence(text: string): Found | null {
  let open = -1;
  for (const { index } of text.matchAll(/^[ \t]*```/gm)) open = open < 0 ? index : -1;
  return open < 0 ? null : found(open, text.length, "A code block is not closed.");
}

/** A text that is one JSON value, with brackets left open at its end. */
function openJson(text: string): Found | null {
  const from = text.search(/\S/);
  if (!/^(\{\s*(["}]|$)|\[\s*[[{"\d\]])/.test(text.slice(from, from + 200))) return null;
  let depth = 0;
  let inString = false;
  for (let i = from; i < text.length; i++) {
    const char = text[i];
    if (inString) {
      if (char === "\\") i++;
      else if (char === '"') inString = false;
    } else if (char === '"') inString = true;
    else if (char === "{" || char === "[") depth++;
    // Prose may follow a value in brackets.
    else if ((char === "}" || char === "]") && --depth === 0) return null;
  }
  return found(lastLineStart(text), text.length, "A JSON value is not closed.");
}

const lastLineStart = (text: string) => text.lastIndexOf("\n") + 1;
/** A sentence, heading or item may end so; trailing emphasis and brackets do not count. */
const ended = /[.!?…:;。！？；：」』》）।؟"”’'»)\]}>|`$*_~%\p{S}]$/u;
/** Words that no sentence ends with, in the languages of most datasets. */
const dangling =
  /(?:[,(–—]|\s-|(?<![\p{L}\p{N}])(?:the|an|and|or|of|because|which|their|its|than|und|oder|der|die|das|ein|eine|weil|et|ou|les|des|dans|avec|y|los|las|porque|con|e|della|perché))$/iu;
const minWords = 6;

function openSentence(text: string): Found | null {
  const from = lastLineStart(text);
  const last = text.slice(from);
  const words = last.split(/\s+/).length;
  if (words < minWords) return null;
  if (dangling.test(last)) return found(from, text.length, "The output stops in the middle of a sentence.");
  if (ended.test(last) || /^\s*(?:[-*+•|#>]|\d+[.)])/.test(last)) return null;
  // Only where the author ends sentences: not in verse, lists or notes.
  const before = text
    .slice(0, from)
    .split("\n")
    .filter((line) => line.trim() !== "");
  const closed = before.filter((line) => ended.test(line.trimEnd())).length;
  const hasSentences =
    /[.!?]["')]*\s+\p{Lu}/u.test(last) || (before.length > 0 && closed * 2 > before.length && /[.!?]$/m.test(text.slice(0, from)));
  return hasSentences ? found(sentenceStart(text, from), text.length, "The last sentence has no end.") : null;
}

function sentenceStart(text: string, from: number): number {
  let start = from;
  for (const { index, 0: gap } of text.slice(from).matchAll(/[.!?]["')]*\s+/g)) start = from + index + gap.length;
  return start;
}
