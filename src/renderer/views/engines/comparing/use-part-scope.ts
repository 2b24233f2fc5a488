import { useViewState } from "../../../state/view-state.ts";
import { type RangeChoice, wholeRange } from "../range.ts";
import { useEngineTable } from "../use-engine-table.ts";

/**
 * Range and switches, which all of Engines share, and the engines that have executions there.
 * @param isSuccessfulOnlyUsed whether the part has that switch; without it all executions count.
 */
export function usePartScope({ isSuccessfulOnlyUsed = false } = {}) {
  const [range, setRange] = useViewState<RangeChoice>("engines.range", wholeRange);
  const [chosenSuccessfulOnly, setSuccessfulOnly] = useViewState("engines.successfulOnly", false);
  const [includeCached, setIncludeCached] = useViewState("engines.includeCached", false);
  const successfulOnly = isSuccessfulOnlyUsed && chosenSuccessfulOnly;
  const { answer: table, scope, dataRange, backwards } = useEngineTable({ range, successfulOnly, includeCached, engines: allEngines });
  const names = (table.data?.engines ?? []).filter(({ count }) => count > 0).map(({ engineId }) => engineId);
  return {
    range,
    setRange,
    successfulOnly,
    setSuccessfulOnly,
    includeCached,
    setIncludeCached,
    table,
    scope,
    dataRange,
    backwards,
    names,
  };
}
export type PartScope = ReturnType<typeof usePartScope>;

/** The same at each render: the question about the table depends on it. */
const allEngines: string[] = [];
