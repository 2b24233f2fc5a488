const unitMs: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/**
 * Reads a duration as the screen writes it: "0.42 ms", "3.81 s", "2 m 05 s".
 * @returns its milliseconds and the step of its last digit.
 */
export function readDuration(text: string): { ms: number; stepMs: number } {
  const parts = [...text.trim().matchAll(/(\d+(?:\.(\d+))?)\s*(ms|s|m|h)/g)];
  const last = parts.at(-1);
  if (last === undefined) throw new Error(`"${text}" is no duration.`);
  const ms = parts.reduce((sum, [, number, , unit]) => sum + Number(number) * (unitMs[unit ?? ""] ?? Number.NaN), 0);
  return { ms, stepMs: (unitMs[last[3] ?? ""] ?? Number.NaN) / 10 ** (last[2]?.length ?? 0) };
}
