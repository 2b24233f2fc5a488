/**
 * The largest group in which everybody beat everybody else directly or by way of others: only there have strengths a most likely value. L. R. Ford, "Solution of a
 * ranking problem from binary comparisons", American Mathematical Monthly 64 (1957), 28–33. Such groups are strongly connected components,
 * here by searching forth and back from each.
 * @param rivals how many. @param beat of a rival, those it won against or tied with.
 * @returns their numbers, ascending; of two groups of the same size that with the lowest number.
 */
export function strongestGroup(rivals: number, beat: (rival: number) => Iterable<number>): number[] {
  const reach = (from: number, next: (rival: number) => Iterable<number>) => {
    const found = new Set([from]);
    const waiting = [from];
    for (let rival = waiting.pop(); rival !== undefined; rival = waiting.pop())
      for (const other of next(rival)) {
        if (found.has(other)) continue;
        found.add(other);
        waiting.push(other);
      }
    return found;
  };
  const lostTo = Array.from({ length: rivals }, () => [] as number[]);
  for (let rival = 0; rival < rivals; rival++) for (const other of beat(rival)) lostTo[other]?.push(rival);
  let best: number[] = [];
  const done = new Set<number>();
  for (let rival = 0; rival < rivals; rival++) {
    if (done.has(rival)) continue;
    const forth = reach(rival, beat);
    const group = [...reach(rival, (one) => lostTo[one] ?? [])].filter((one) => forth.has(one));
    for (const one of group) done.add(one);
    if (group.length > best.length) best = group;
  }
  return best.sort((one, other) => one - other);
}
