/** [engine, count, p50, p95, p99], by name. */
export type Answer = [engine: string, ...numbers: number[]][];

interface Stats {
  engines: { engine_id: string; count: number; latency_ms: { p50: number; p95: number; p99: number } }[];
}

/** What a peer printed, or `assay stats --json`. @throws when it is neither. */
export function readAnswer(stdout: string): Answer {
  const read = JSON.parse(stdout.trim().split("\n").at(-1) ?? "") as Answer | Stats;
  const rows = Array.isArray(read)
    ? read
    : read.engines.map(({ engine_id, count, latency_ms: { p50, p95, p99 } }): Answer[number] => [engine_id, count, p50, p95, p99]);
  return rows.toSorted(([a], [b]) => (a < b ? -1 : 1));
}

/** What the start of a peer's server took; 0 for one without. */
export function readStart(stdout: string): { startSeconds: number; startCpuSeconds: number } {
  try {
    const { startSeconds = 0, startCpuSeconds = 0 } = JSON.parse(stdout) as { startSeconds?: number; startCpuSeconds?: number };
    return { startSeconds, startCpuSeconds };
  } catch {
    return { startSeconds: 0, startCpuSeconds: 0 };
  }
}

/** Says where two answers differ by more than the order in which numbers are added; undefined where they do not. */
export function describeDifference(expected: Answer, other: Answer): string | undefined {
  if (expected.length !== other.length) return `${other.length} engines instead of ${expected.length}`;
  for (const [i, [engine, ...numbers]] of expected.entries()) {
    const [otherEngine, ...otherNumbers] = other[i] ?? [""];
    if (otherEngine !== engine) return `${otherEngine} instead of ${engine}`;
    const differs = numbers.findIndex((number, at) => !(Math.abs(number - (otherNumbers[at] ?? Number.NaN)) <= 1e-9 * Math.abs(number)));
    if (differs >= 0) return `${engine}: ${otherNumbers[differs]} instead of ${numbers[differs]}`;
  }
  return undefined;
}
