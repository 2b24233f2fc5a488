import { type ChangeObject, diffArrays } from "diff";

/** Where two texts differ. `before` and `after` are [from, to) in UTF-16 units of the two texts; one of them may be empty. */
export interface Hunk {
  before: [number, number];
  after: [number, number];
}

export interface Difference {
  /** In order. White space alone makes no hunk. */
  hunks: Hunk[];
  /** Words that are only in the text before. */
  removed: number;
  /** Words that are only in the text after. */
  added: number;
  /** Lines were compared, because the words differ too much to be compared in time. */
  byLine: boolean;
}

/** Milliseconds for words, and then for lines. 8 000 words without one in common take about a second and a half. */
const timeoutMs = 2000;

interface Token {
  text: string;
  from: number;
  to: number;
}

/**
 * Compares two texts word by word; words of Chinese, Japanese and Thai are found by the segmenter of the browser. What cannot be compared in time
 * is compared by line, and if that takes too long as well, everything differs.
 */
export function compareWords(before: string, after: string, limitMs = timeoutMs): Difference {
  return (
    compareTokens(before, after, toWords, limitMs) ??
    compareTokens(before, after, toLines, limitMs) ?? {
      hunks: [{ before: [0, before.length], after: [0, after.length] }],
      removed: toWords(before).length,
      added: toWords(after).length,
      byLine: true,
    }
  );
}

function compareTokens(before: string, after: string, split: (text: string) => Token[], limitMs: number): Difference | undefined {
  const [a, b] = [split(before), split(after)];
  const changes: ChangeObject<Token[]>[] | undefined = diffArrays(a, b, {
    comparator: (left, right) => left.text === right.text,
    timeout: limitMs,
  });
  if (changes === undefined) return undefined;
  const hunks: Hunk[] = [];
  const count = { removed: 0, added: 0 };
  let [atA, atB] = [0, 0];
  let open: { a: [number, number]; b: [number, number] } | undefined;
  const close = () => {
    if (open === undefined) return;
    hunks.push({ before: toRange(a, open.a, before.length), after: toRange(b, open.b, after.length) });
    open = undefined;
  };
  for (const { added, removed, count: length } of changes) {
    if (added || removed) {
      open ??= { a: [atA, atA], b: [atB, atB] };
      const words = split === toWords ? length : countWords(added ? b.slice(atB, atB + length) : a.slice(atA, atA + length));
      if (added) {
        atB += length;
        count.added += words;
      } else {
        atA += length;
        count.removed += words;
      }
      open.a[1] = atA;
      open.b[1] = atB;
    } else {
      close();
      atA += length;
      atB += length;
    }
  }
  close();
  return { hunks, ...count, byLine: split === toLines };
}

/** The characters that tokens [from, to) cover. Without tokens it is the place before the next one. */
function toRange(tokens: readonly Token[], [from, to]: [number, number], end: number): [number, number] {
  if (from === to) {
    const at = tokens[from]?.from ?? end;
    return [at, at];
  }
  return [tokens[from]?.from ?? end, tokens[to - 1]?.to ?? end];
}

const segmenter = new Intl.Segmenter(undefined, { granularity: "word" });

/** Words and signs; white space is in none of them. */
function toWords(text: string): Token[] {
  const words: Token[] = [];
  for (const { segment, index } of segmenter.segment(text)) {
    if (segment.trim() !== "") words.push({ text: segment, from: index, to: index + segment.length });
  }
  return words;
}

const countWords = (tokens: readonly Token[]): number => tokens.reduce((sum, { text }) => sum + toWords(text).length, 0);

/** Lines that hold more than white space. */
function toLines(text: string): Token[] {
  return [...text.matchAll(/[^\n]*\S[^\n]*/g)].map((match) => ({
    text: match[0],
    from: match.index,
    to: match.index + match[0].length,
  }));
}
