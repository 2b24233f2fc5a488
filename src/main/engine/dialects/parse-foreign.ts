/**
 * Parses JSON as other tools write it: Python's writer puts NaN and Infinity where a number is unknown, which JSON has no words for. They are read
 * as null.
 * @throws SyntaxError as `JSON.parse` does.
 */
export function parseForeign(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (thrown) {
    if (!/NaN|Infinity/.test(text)) throw thrown;
    // Strings are matched first and left as they are.
    const plain = text.replace(/"(?:[^"\\]|\\.)*"|-?\b(?:NaN|Infinity)\b/g, (found) => (found.startsWith('"') ? found : "null"));
    try {
      return JSON.parse(plain);
    } catch {
      throw thrown;
    }
  }
}
