import { useViewState } from "../../../state/view-state.ts";
import { type RangeChoice, wholeRange } from "../range.ts";
import { useEngineTable } from "../use-engine-table.ts";
import { whyNames } from "./view-names.ts";

/** Whose executions are looked at, when: what Why slow and Failures have in common. Range and switch are those of all of Engines. */
export function useWhyScope() {
  const [range, setRange] = useViewState<RangeChoice>("engines.range", wholeRange);
  const [includeCached, setIncludeCached] = useViewState("engines.includeCached", false);
  const [engine, setEngine] = useViewState<string | null>(whyNames.engine, null);
  const { answer: table, scope, dataRange, backwards } = useEngineTable({ range, successfulOnly: false, includeCached, engines: [] });
  const names = (table.data?.engines ?? []).filter(({ count }) => count > 0).map(({ engineId }) => engineId);
  const asked = { ...scope, ...(engine === null ? {} : { engine }) };
  return {
    range,
    setRange,
    includeCached,
    setIncludeCached,
    engine,
    setEngine,
    table,
    scope,
    dataRange,
    names,
    asked,
    isAsked: table.data !== undefined && !backwards,
  };
}
export type WhyScope = ReturnType<typeof useWhyScope>;
