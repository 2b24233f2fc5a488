export type TokenType = "key" | "string" | "number" | "literal" | "plain";
export interface Token {
  type: TokenType;
  text: string;
}

const pattern = /("(?:[^"\\]|\\.)*")(\s*:)?|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|\b(true|false|null)\b/g;

/** Cuts pretty-printed JSON into tinted pieces. Their texts joined are exactly the input. */
export function tokenise(json: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  const plain = (to: number) => {
    if (to > at) tokens.push({ type: "plain", text: json.slice(at, to) });
  };
  for (const match of json.matchAll(pattern)) {
    const [, text, colon, number, literal] = match;
    plain(match.index);
    if (text !== undefined) {
      tokens.push({ type: colon === undefined ? "string" : "key", text });
      if (colon !== undefined) tokens.push({ type: "plain", text: colon });
    } else tokens.push({ type: number === undefined ? "literal" : "number", text: number ?? literal ?? "" });
    at = match.index + match[0].length;
  }
  plain(json.length);
  return tokens;
}

const space = /\s/;
/** Deeper levels are not indented further: the 16 MiB of a line, all of it short numbers, then become 350 M characters. V8 holds 512 Mi. */
const maxIndentLevels = 20;

/**
 * Indents JSON text without reading its numbers, so that 64-bit integers, duplicate keys and odd escapes are
 * shown as they are. Text that is no JSON comes out as it went in.
 */
export function indentJson(text: string): string {
  try {
    JSON.parse(text);
  } catch {
    return text;
  }
  let out = "";
  let depth = 0;
  const newline = () => `\n${"  ".repeat(Math.min(depth, maxIndentLevels))}`;
  for (let i = 0; i < text.length; i += 1) {
    const character = text.charAt(i);
    if (space.test(character)) continue;
    if (character === '"') {
      let end = i + 1;
      while (text.charAt(end) !== '"') end += text.charAt(end) === "\\" ? 2 : 1;
      out += text.slice(i, end + 1);
      i = end;
    } else if (character === "{" || character === "[") {
      let next = i + 1;
      while (space.test(text.charAt(next))) next += 1;
      if (text.charAt(next) === "}" || text.charAt(next) === "]") {
        out += character + text.charAt(next);
        i = next;
      } else {
        depth += 1;
        out += character + newline();
      }
    } else if (character === "}" || character === "]") {
      depth -= 1;
      out += newline() + character;
    } else if (character === ",") out += `,${newline()}`;
    else if (character === ":") out += ": ";
    else out += character;
  }
  return out;
}
