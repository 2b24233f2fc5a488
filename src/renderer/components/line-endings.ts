/**
 * Line endings that a text field cannot hold. A `textarea` shows CRLF and lone CR as LF and gives LF back, so a text that goes through one
 * would lose them everywhere. `restoreLineEndings` puts them back where the person changed nothing.
 */

const ending = /\r\n|\r|\n/g;

/** A text as a `textarea` gives it back: every line ending is LF. */
export function toFieldText(text: string): string {
  return text.includes("\r") ? text.replace(/\r\n?/g, "\n") : text;
}

/**
 * The text that a person meant when they edited `original` in a text field.
 * @param original the recorded text.
 * @param edited what the field gave back.
 * @returns `edited` with the original's line endings where they were not touched. A line ending that is new is CRLF where every one of the
 * original is, else LF. `toFieldText` of the result is always `toFieldText(edited)`.
 */
export function restoreLineEndings(original: string, edited: string): string {
  const fieldText = toFieldText(edited);
  if (!original.includes("\r")) return fieldText;
  const shown = toFieldText(original);
  if (shown === fieldText) return original;
  const endings = original.match(ending) ?? [];
  const added = endings.every((one) => one === "\r\n") ? "\r\n" : "\n";
  const kept = matchEndings(shown.split("\n"), fieldText.split("\n"));
  const lines = fieldText.split("\n");
  const parts = [lines[0] ?? ""];
  let previous = "";
  for (let i = 1; i < lines.length; i++) {
    const from = kept[i - 1] ?? -1;
    const one = from < 0 ? added : (endings[from] ?? added);
    // Behind a lone CR, with nothing between any more, LF alone would make one ending of two.
    previous = one === "\n" && previous === "\r" && lines[i - 1] === "" ? "\r\n" : one;
    parts.push(previous, lines[i] ?? "");
  }
  return parts.join("");
}

/**
 * For each line of `after` but the last, which line of `before` its ending is from; -1 when it is new. Line `i`'s ending is the one behind
 * it, so the endings are found by finding the lines.
 */
function matchEndings(before: readonly string[], after: readonly string[]): number[] {
  const kept = new Array<number>(Math.max(0, after.length - 1)).fill(-1);
  const match = (b: number, a: number) => {
    if (a < kept.length && b < before.length - 1) kept[a] = b;
  };
  const blocks: Block[] = [{ b0: 0, b1: before.length, a0: 0, a1: after.length }];
  for (let block = blocks.pop(); block !== undefined; block = blocks.pop()) {
    let { b0, b1, a0, a1 } = block;
    while (b0 < b1 && a0 < a1 && before[b0] === after[a0]) match(b0++, a0++);
    while (b0 < b1 && a0 < a1 && before[b1 - 1] === after[a1 - 1]) match(--b1, --a1);
    if (b0 === b1 || a0 === a1) continue;
    const anchors = uniqueAnchors(before, after, { b0, b1, a0, a1 });
    const inPlace = b1 - b0 === a1 - a0 && anchors.every(({ b, a }) => b - b0 === a - a0);
    if (inPlace || anchors.length === 0) {
      if (inPlace) matchGap({ b0, b1, a0, a1 }, match);
      else matchChanged(before, after, { b0, b1, a0, a1 }, match);
      continue;
    }
    for (const { b, a } of anchors) {
      match(b, a);
      blocks.push({ b0, b1: b, a0, a1: a });
      b0 = b + 1;
      a0 = a + 1;
    }
    blocks.push({ b0, b1, a0, a1 });
  }
  return kept;
}

/** Lines from `b0` up to `b1` of the text before, and from `a0` up to `a1` of the text after. */
interface Block {
  b0: number;
  b1: number;
  a0: number;
  a1: number;
}

interface Pair {
  b: number;
  a: number;
}

/** Lines that are once in both, in the longest order that both share: what "patience diff" anchors on. */
function uniqueAnchors(before: readonly string[], after: readonly string[], { b0, b1, a0, a1 }: Block): Pair[] {
  const places = new Map<string, { b: number; a: number; timesB: number; timesA: number }>();
  for (let b = b0; b < b1; b++) {
    const line = before[b] ?? "";
    const known = places.get(line);
    if (known) known.timesB++;
    else places.set(line, { b, a: -1, timesB: 1, timesA: 0 });
  }
  for (let a = a0; a < a1; a++) {
    const known = places.get(after[a] ?? "");
    if (!known) continue;
    known.a = a;
    known.timesA++;
  }
  const unique = [...places.values()].filter(({ timesB, timesA }) => timesB === 1 && timesA === 1);
  return longestRising(unique.sort((x, y) => x.b - y.b));
}

/** Of pairs in the order of `b`, the most whose `a` rises too. */
function longestRising(pairs: readonly Pair[]): Pair[] {
  const tails: number[] = [];
  const previous = new Array<number>(pairs.length).fill(-1);
  const aOf = (index: number) => pairs[index]?.a ?? -1;
  for (let i = 0; i < pairs.length; i++) {
    let low = 0;
    let high = tails.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (aOf(tails[middle] ?? -1) < aOf(i)) low = middle + 1;
      else high = middle;
    }
    previous[i] = low === 0 ? -1 : (tails[low - 1] ?? -1);
    tails[low] = i;
  }
  const rising: Pair[] = [];
  for (let i = tails.at(-1) ?? -1; i >= 0; i = previous[i] ?? -1) {
    const pair = pairs[i];
    if (pair) rising.push(pair);
  }
  return rising.reverse();
}

/** Blocks up to so many pairs of lines are compared line by line; larger ones have been cut up at their unique lines, nearly always. */
const maxPairs = 1_000_000;

/** Lines of a block without unique lines: the longest sequence both have, and between its parts the lines that were changed themselves. */
function matchChanged(before: readonly string[], after: readonly string[], block: Block, match: (b: number, a: number) => void): void {
  let { b0, a0 } = block;
  for (const { b, a } of [...commonLines(before, after, block), { b: block.b1, a: block.a1 }]) {
    matchGap({ b0, b1: b, a0, a1: a }, match);
    if (b < block.b1) match(b, a);
    b0 = b + 1;
    a0 = a + 1;
  }
}

/** As many lines as before are those lines, each changed. Else lines were split or joined, and only the ending behind the last is known. */
function matchGap({ b0, b1, a0, a1 }: Block, match: (b: number, a: number) => void): void {
  if (b0 === b1 || a0 === a1) return;
  if (b1 - b0 === a1 - a0) for (let i = 0; i < b1 - b0; i++) match(b0 + i, a0 + i);
  else match(b1 - 1, a1 - 1);
}

function commonLines(before: readonly string[], after: readonly string[], { b0, b1, a0, a1 }: Block): Pair[] {
  const rows = b1 - b0;
  const columns = a1 - a0;
  if (rows * columns > maxPairs) return [];
  const width = columns + 1;
  const longest = new Uint32Array((rows + 1) * width);
  const at = (row: number, column: number) => longest[row * width + column] ?? 0;
  for (let row = rows - 1; row >= 0; row--) {
    for (let column = columns - 1; column >= 0; column--) {
      const same = before[b0 + row] === after[a0 + column];
      longest[row * width + column] = same ? at(row + 1, column + 1) + 1 : Math.max(at(row + 1, column), at(row, column + 1));
    }
  }
  const pairs: Pair[] = [];
  for (let row = 0, column = 0; row < rows && column < columns; ) {
    if (before[b0 + row] === after[a0 + column]) pairs.push({ b: b0 + row++, a: a0 + column++ });
    else if (at(row + 1, column) >= at(row, column + 1)) row++;
    else column++;
  }
  return pairs;
}
