/** Where a text stops being JSON: 1-based line and column, and the reason. */
export interface JsonFault {
  line: number;
  column: number;
  message: string;
}

type Expect = "value" | "value or ]" | "key or }" | "key" | ":" | ", or }" | ", or ]" | "end";

const words: Record<Expect, string> = {
  value: "a value",
  "value or ]": 'a value or "]"',
  "key or }": 'a key in double quotes or "}"',
  key: 'a key in double quotes (no comma stands before "}")',
  ":": '":" after the key',
  ", or }": '"," or "}"',
  ", or ]": '"," or "]"',
  end: "the end of the file",
};

const plain = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.])|(?:true|false|null)(?![\w.])/y;
const blank = /[ \t\r\n]*/y;
const escaped = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;

/** Length of the match of a sticky pattern at `at`; 0 when it does not match. */
function match(pattern: RegExp, source: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.exec(source)?.[0].length ?? 0;
}

/** Length of the quoted text at `at`, quotes included; 0 when there is none, or a broken one. */
function matchText(source: string, at: number): number {
  if (source[at] !== '"') return 0;
  for (let end = at + 1; end < source.length; ) {
    const char = source[end] ?? "";
    if (char === '"') return end + 1 - at;
    if (char < " ") return 0;
    const length = char === "\\" ? match(escaped, source, end) : 1;
    if (length === 0) return 0;
    end += length;
  }
  return 0;
}

/**
 * Finds where `source` stops being JSON, which `JSON.parse` does not always tell.
 * One pass without recursion, however deep the brackets.
 * @returns null when it is JSON.
 */
export function findJsonFault(source: string): JsonFault | null {
  const open: string[] = [];
  let expect: Expect = "value" as Expect;
  let at = 0;
  const afterValue = () => {
    const inside = open.at(-1);
    expect = inside === "{" ? ", or }" : inside === "[" ? ", or ]" : "end";
  };
  for (;;) {
    at += match(blank, source, at);
    const codePoint = source.codePointAt(at);
    const char = codePoint === undefined ? undefined : String.fromCodePoint(codePoint);
    if (char === undefined) return expect === "end" ? null : fault(source, at, `the file ends where ${words[expect]} should be`);
    if (expect === "value" || expect === "value or ]") {
      const length = matchText(source, at) || match(plain, source, at);
      if (length > 0) {
        at += length;
        afterValue();
        continue;
      }
      if (char === "{" || char === "[") {
        open.push(char);
        expect = char === "{" ? "key or }" : "value or ]";
      } else if (char === "]" && expect === "value or ]") {
        open.pop();
        afterValue();
      } else return fault(source, at, found(char, expect));
    } else if (expect === "key or }" || expect === "key") {
      const length = matchText(source, at);
      if (length > 0) {
        at += length;
        expect = ":";
        continue;
      }
      if (char !== "}" || expect === "key") return fault(source, at, found(char, expect));
      open.pop();
      afterValue();
    } else if (expect === ":") {
      if (char !== ":") return fault(source, at, found(char, expect));
      expect = "value";
    } else if (char === "," && expect !== "end") {
      expect = expect === ", or }" ? "key" : "value";
    } else if ((char === "}" && expect === ", or }") || (char === "]" && expect === ", or ]")) {
      open.pop();
      afterValue();
    } else return fault(source, at, found(char, expect));
    at += 1;
  }
}

function found(char: string, expect: Expect): string {
  if (char === '"' && expect !== ", or }" && expect !== ", or ]" && expect !== ":" && expect !== "end") {
    return "the text that starts here has no closing quote, a line break in it, or an escape that JSON does not know";
  }
  return `found ${char} where ${words[expect]} should be`;
}

function fault(source: string, at: number, message: string): JsonFault {
  const before = source.slice(0, at);
  const lines = before.split("\n");
  return { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1, message };
}
