/** The time range of the Engines view. Presets count back from the newest data, not from now: logs are often old. */

export const presets = [
  { name: "hour", label: "Last hour", seconds: 3600 },
  { name: "day", label: "Last day", seconds: 86_400 },
  { name: "week", label: "Last 7 days", seconds: 7 * 86_400 },
  { name: "month", label: "Last 30 days", seconds: 30 * 86_400 },
] as const;

export type PresetName = (typeof presets)[number]["name"];

/** `custom` is from inclusive to exclusive in Unix seconds; an absent end is open. */
export type RangeChoice =
  | { kind: "all" }
  | { kind: "preset"; preset: PresetName }
  | { kind: "custom"; fromS?: number | undefined; toS?: number | undefined };

export interface TimeScope {
  fromS?: number;
  toS?: number;
}

export const wholeRange: RangeChoice = { kind: "all" };

/**
 * The seconds a choice means.
 * @param newestS timestamp of the newest execution; presets are unknown without it.
 * @returns null while a preset cannot be resolved yet.
 */
export function resolveRange(choice: RangeChoice, newestS: number | undefined): TimeScope | null {
  if (choice.kind === "all") return {};
  if (choice.kind === "custom") {
    return {
      ...(choice.fromS === undefined ? {} : { fromS: choice.fromS }),
      ...(choice.toS === undefined ? {} : { toS: choice.toS }),
    };
  }
  if (newestS === undefined) return null;
  const seconds = presets.find(({ name }) => name === choice.preset)?.seconds ?? 86_400;
  const toS = newestS + 1;
  return { fromS: Math.max(0, toS - seconds), toS };
}

/** Whether the range can hold nothing because it ends before it starts. */
export function isBackwards(scope: TimeScope): boolean {
  return scope.fromS !== undefined && scope.toS !== undefined && scope.fromS >= scope.toS;
}
