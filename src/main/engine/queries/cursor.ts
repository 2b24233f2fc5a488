import { AssayError } from "../../../contract/index.ts";

/** The last row of a page: its sort key (NULL where the record lacks it) and its offset. */
export interface Position {
  key: number | null;
  off: number;
}

/** @param order names the list and its sort, so that a cursor of another one is refused. */
export function encodeCursor(order: string, { key, off }: Position): string {
  return Buffer.from(JSON.stringify([order, key, off])).toString("base64url");
}

/**
 * @returns undefined for the first page.
 * @throws AssayError invalid_argument when the text is not a cursor that this list and sort answered.
 */
export function decodeCursor(order: string, cursor: string | undefined): Position | undefined {
  if (cursor === undefined) return undefined;
  const parts = parse(cursor);
  if (Array.isArray(parts) && parts.length === 3 && parts[0] === order) {
    const [, key, off] = parts as [string, unknown, unknown];
    const keyFits = key === null || (typeof key === "number" && Number.isFinite(key));
    if (keyFits && typeof off === "number" && Number.isSafeInteger(off) && off >= 0) return { key, off };
  }
  throw new AssayError("invalid_argument", "The cursor is not one that a page of this list answered.", {
    fix: "Ask for the first page, without a cursor, and go on from what it answers.",
    where: "cursor",
  });
}

function parse(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, "base64url").toString("utf8"));
  } catch {
    return undefined;
  }
}
