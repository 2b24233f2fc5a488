import { AssayError } from "../../../contract/index.ts";

/**
 * Cursors of lists: opaque text that says where the next page continues.
 * @param list names the list and its sort, so that a cursor of another one is refused.
 * @param position what identifies the last row of the page.
 */
export function encodeCursor(list: string, ...position: readonly (number | string | null)[]): string {
  return Buffer.from(JSON.stringify([list, ...position])).toString("base64url");
}

/**
 * @param toPosition reads what `encodeCursor` was given; undefined when it cannot be that.
 * @returns undefined for the first page.
 * @throws AssayError invalid_argument when the text is not a cursor of this list and sort.
 */
export function decodeCursor<T>(list: string, cursor: string | undefined, toPosition: (parts: unknown[]) => T | undefined): T | undefined {
  if (cursor === undefined) return undefined;
  const parts = parse(cursor);
  const position = Array.isArray(parts) && parts[0] === list ? toPosition(parts.slice(1)) : undefined;
  if (position !== undefined) return position;
  throw new AssayError("invalid_argument", "The cursor is not from a page of this list.", {
    fix: "Ask for the first page, without a cursor, and continue with the cursor that it returns.",
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

export const isOffset = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

/** A row's sort key, NULL where the record lacks it, and its offset. */
export interface Position {
  key: number | null;
  off: number;
}

export function toPosition([key, off, ...more]: unknown[]): Position | undefined {
  const isKey = key === null || (typeof key === "number" && Number.isFinite(key));
  return isKey && isOffset(off) && more.length === 0 ? { key, off } : undefined;
}
