/**
 * Replaces values of top-level properties in a line of JSON without touching any other byte: numbers beyond 2^53, odd escapes
 * and the order of keys stay as they came in.
 * @param line a JSON object on one line, known to be valid.
 * @param values new values by property, each representable in JSON; a property that is not there is added at the end. Where a key is written twice, the
 * last one counts, as JSON.parse has it.
 */
export function replaceValues(line: string, values: Readonly<Record<string, unknown>>): string {
  const spans = topLevelSpans(line);
  const edits: { from: number; to: number; text: string }[] = [];
  const added: string[] = [];
  for (const [key, value] of Object.entries(values)) {
    const span = spans.get(key);
    if (span) edits.push({ ...span, text: JSON.stringify(value) });
    else added.push(`${JSON.stringify(key)}:${JSON.stringify(value)}`);
  }
  let out = "";
  let at = 0;
  for (const { from, to, text } of edits.sort((a, b) => a.from - b.from)) {
    out += line.slice(at, from) + text;
    at = to;
  }
  out += line.slice(at);
  if (added.length === 0) return out;
  const end = out.lastIndexOf("}");
  return `${out.slice(0, end)}${spans.size > 0 ? "," : ""}${added.join(",")}${out.slice(end)}`;
}

/** Where the value of each top-level property is, the last one of each name. */
function topLevelSpans(line: string): Map<string, { from: number; to: number }> {
  const spans = new Map<string, { from: number; to: number }>();
  let at = skipSpace(line, line.indexOf("{") + 1);
  while (line[at] === '"') {
    const keyEnd = endOfString(line, at);
    const key: string = JSON.parse(line.slice(at, keyEnd));
    const from = skipSpace(line, line.indexOf(":", keyEnd) + 1);
    const to = endOfValue(line, from);
    spans.set(key, { from, to });
    at = skipSpace(line, to);
    if (line[at] !== ",") break;
    at = skipSpace(line, at + 1);
  }
  return spans;
}

function skipSpace(line: string, at: number): number {
  while (line[at] === " " || line[at] === "\t" || line[at] === "\r" || line[at] === "\n") at++;
  return at;
}

/** @param at of the opening quote. @returns just after the closing one. */
function endOfString(line: string, at: number): number {
  for (let i = at + 1; i < line.length; i++) {
    if (line[i] === "\\") i++;
    else if (line[i] === '"') return i + 1;
  }
  return line.length;
}

function endOfValue(line: string, at: number): number {
  if (line[at] === '"') return endOfString(line, at);
  let depth = 0;
  for (let i = at; i < line.length; i++) {
    const char = line[i];
    if (char === '"') i = endOfString(line, i) - 1;
    else if (char === "{" || char === "[") depth++;
    else if (char === "}" || char === "]") {
      if (depth === 0) return trimmedEnd(line, at, i);
      depth--;
    } else if (char === "," && depth === 0) return trimmedEnd(line, at, i);
  }
  return line.length;
}

/** White space before a comma or bracket belongs to no value. */
function trimmedEnd(line: string, from: number, to: number): number {
  let end = to;
  while (end > from && (line[end - 1] === " " || line[end - 1] === "\t" || line[end - 1] === "\r" || line[end - 1] === "\n")) end--;
  return end;
}
