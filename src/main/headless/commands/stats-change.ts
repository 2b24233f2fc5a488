import type { EngineChange, OverallStats } from "../../../contract/index.ts";
import type { Reader } from "../../engine/index.ts";
import type { Column } from "../output.ts";
import { usageError } from "../usage.ts";

/** `assay stats --change`: what moved against the period of equal length before, as Engines shows it, at each percentile asked for. */

type Change = EngineChange["overall"];
type Difference = Change["success"];

/** The changes of one engine, or of all: one for each percentile. */
export interface Changes {
  before: EngineChange["before"];
  percentiles: readonly number[];
  engines: ReadonlyMap<string, readonly Change[]>;
  overall: readonly Change[];
}

interface Scope {
  engines?: string[];
  fromS?: number;
  toS?: number;
  successfulOnly: boolean;
  includeCached: boolean;
}

/** @throws AssayError invalid_argument without both ends of the range; as `reader.change`. */
export async function readChanges(reader: Reader, { fromS, toS, ...scope }: Scope, percentiles: readonly number[]): Promise<Changes> {
  if (fromS === undefined || toS === undefined)
    throw usageError("--change needs --from and --to: it looks at the period of equal length before.", "stats");
  const answers: EngineChange[] = [];
  for (const percentile of percentiles) answers.push(await reader.change({ ...scope, fromS, toS, percentile }));
  const names = new Set(answers.flatMap(({ engines }) => engines.map(({ engineId }) => engineId)));
  const of = (answer: EngineChange, engine: string) => answer.engines.find(({ engineId }) => engineId === engine);
  return {
    before: answers[0]?.before ?? { fromS: 0, toS: fromS },
    percentiles,
    engines: new Map([...names].map((engine) => [engine, answers.flatMap((answer) => of(answer, engine) ?? [])])),
    overall: answers.map(({ overall }) => overall),
  };
}

const wire = ({ value, low, high }: Difference) => ({ value, interval: [low, high] });

/** In JSON: in ms, and of the success rate from -1 to 1. Nothing for an engine that is new. */
export function wireChange(changes: Changes | null, own: readonly Change[] | undefined): Record<string, unknown> {
  const [first] = own ?? [];
  if (changes === null || first === undefined) return {};
  return {
    change: {
      before: { from: changes.before.fromS, to: changes.before.toS, count: first.beforeCount, latency_n: first.beforeN },
      success_rate: wire(first.success),
      latency_ms: Object.fromEntries(changes.percentiles.map((percentile, i) => [`p${percentile}`, wire(own?.[i]?.latencyMs ?? nothing)])),
    },
  };
}

const nothing: Difference = { value: null, low: null, high: null };

export const changeColumns = ({ percentiles }: Changes): Column[] =>
  ["success change, points", ...percentiles.map((percentile) => `p${percentile} change, ms`)].map((title) => ({ title, align: "right" }));

/** One row of the table. @param stats without any there is no change either. */
export function changeCells({ percentiles }: Changes, own: readonly Change[] | undefined, stats: OverallStats): string[] {
  const success = stats.count === 0 ? nothing : (own?.[0]?.success ?? nothing);
  return [write(success, (share) => (100 * share).toFixed(1)), ...percentiles.map((_, i) => write(own?.[i]?.latencyMs ?? nothing, ms))];
}

const ms = (value: number) => value.toFixed(Math.abs(value) < 100 ? 1 : 0);

function write({ value, low, high }: Difference, format: (value: number) => string): string {
  if (value === null) return "–";
  const signed = (one: number) => `${one > 0 ? "+" : one < 0 ? "−" : ""}${format(Math.abs(one))}`;
  if (low === null && high === null) return `${signed(value)} (too few)`;
  if (low === null) return `${signed(value)} (≤ ${signed(high as number)})`;
  return `${signed(value)} ${high === null ? `(≥ ${signed(low)})` : `(${signed(low)} to ${signed(high)})`}`;
}

/** Against what, and how far many intervals may be believed. */
export function changeNote({ before, engines, percentiles }: Changes): string {
  const time = (s: number) => new Date(s * 1000).toISOString().slice(0, 19).replace("T", " ");
  const looks = (engines.size + 1) * (percentiles.length + 1);
  return `Changes are against ${time(before.fromS)} to ${time(before.toS)} UTC, with 95% intervals: of these ${looks}, about one in twenty excludes 0 by chance.`;
}
