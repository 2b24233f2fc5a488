import { useMemo } from "react";
import { useHostQuery } from "../../state/queries.ts";
import { isBackwards, type RangeChoice, resolveRange, type TimeScope } from "./range.ts";

interface Asked {
  range: RangeChoice;
  successfulOnly: boolean;
  includeCached: boolean;
  engines: string[];
}

/**
 * The engine table for what the toolbar says, followed while executions come in. A preset range counts back
 * from the newest data, which a table over all time tells; only presets ask for that one as well.
 */
export function useEngineTable({ range, successfulOnly, includeCached, engines }: Asked) {
  const config = useHostQuery("config.get", {}, { follows: "config" });
  const configured = config.data?.config.json_engine.aggregation.compute_percentiles;
  const settled = configured !== undefined || config.error !== null;
  const base = useMemo(
    () => ({
      successfulOnly,
      includeCached,
      includeCompared: true,
      ...(engines.length === 0 ? {} : { engines }),
      ...(configured === undefined ? {} : { percentiles: [...configured].sort((a, b) => a - b) }),
    }),
    [successfulOnly, includeCached, engines, configured],
  );
  const isPreset = range.kind === "preset";
  const whole = useHostQuery("engines.table", base, { enabled: settled && isPreset, follows: "executions", keepPrevious: true });
  const wholeRange = whole.data?.dataRange;
  // Without data every range is empty, so any will do.
  const newestS = wholeRange === null ? 0 : wholeRange?.toS;
  const resolved = useMemo(() => resolveRange(range, newestS), [range, newestS]);
  const backwards = resolved !== null && isBackwards(resolved);
  const scope = useMemo<TimeScope>(() => resolved ?? {}, [resolved]);
  const answer = useHostQuery(
    "engines.table",
    { ...base, ...scope },
    { enabled: settled && resolved !== null, follows: "executions", keepPrevious: true },
  );
  const error = answer.error ?? (isPreset ? whole.error : null);
  return { answer: { ...answer, error }, scope, dataRange: answer.data?.dataRange ?? null, backwards };
}
