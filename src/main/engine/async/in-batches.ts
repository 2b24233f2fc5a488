/**
 * Runs `read` over items, so many at a time, one batch after the other.
 *
 * @example
 * for await (const rows of inBatches(keys, 2_000, (some) => readRows(db, some))) add(rows);
 */
export async function* inBatches<T, R>(items: Iterable<T>, size: number, read: (some: readonly T[]) => Promise<R>): AsyncGenerator<R> {
  let some: T[] = [];
  for (const item of items) {
    some.push(item);
    if (some.length < size) continue;
    yield await read(some);
    some = [];
  }
  if (some.length > 0) yield await read(some);
}
