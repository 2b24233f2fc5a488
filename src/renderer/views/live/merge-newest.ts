/** The live newest entries and the pages read so far as one list, newest first, each once. */
export function mergeNewest<E extends { offset: number }>(newest: readonly E[], pages: readonly E[]): E[] {
  const byOffset = new Map<number, E>();
  for (const entry of [...newest, ...pages]) byOffset.set(entry.offset, entry);
  return [...byOffset.values()].sort((a, b) => b.offset - a.offset);
}
