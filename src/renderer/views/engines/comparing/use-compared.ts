import type { Input } from "../../../../contract/index.ts";
import { useHostQuery } from "../../../state/queries.ts";
import { useViewState } from "../../../state/view-state.ts";
import { usePartScope } from "./use-part-scope.ts";
import { comparedNames } from "./view-names.ts";

/** What is compared, and the answer. Without a choice, the two engines with most executions. */
export function useCompared() {
  const part = usePartScope({ isSuccessfulOnlyUsed: true });
  const { names, scope, dataRange, successfulOnly, includeCached } = part;
  const [chosenA, setA] = useViewState<string | null>(comparedNames.a, null);
  const [chosenB, setB] = useViewState<string | null>(comparedNames.b, null);
  const [periods, setPeriods] = useViewState(comparedNames.periods, false);
  const [chosenSince, setSince] = useViewState<number | null>(comparedNames.since, null);
  const a = chosenA ?? names.find((name) => name !== chosenB) ?? null;
  const b = periods ? a : (chosenB ?? names.find((name) => name !== a) ?? null);
  const from = scope.fromS ?? dataRange?.fromS;
  const to = scope.toS ?? (dataRange === null ? undefined : dataRange.toS + 1);
  // Halfway: each side then has something.
  const since = chosenSince ?? (from === undefined || to === undefined ? undefined : Math.floor((from + to) / 2));
  const counted = { successfulOnly, includeCached };
  const input: Input<"engines.compare"> | null =
    a === null || b === null || part.backwards
      ? null
      : periods
        ? {
            a: { engine: a, ...scope, ...(since === undefined ? {} : { toS: since }) },
            b: { engine: b, ...scope, ...(since === undefined ? {} : { fromS: since }) },
            ...counted,
          }
        : { a: { engine: a, ...scope }, b: { engine: b, ...scope }, ...counted };
  const answer = useHostQuery("engines.compare", input ?? { a: { engine: "-" }, b: { engine: "-" }, ...counted }, {
    enabled: input !== null,
    follows: "executions",
    calmMs: 2000,
    keepPrevious: true,
  });
  return {
    part,
    answer,
    isAsked: input !== null,
    a,
    b,
    setA,
    setB,
    swap: () => {
      setA(b);
      setB(a);
    },
    periods,
    setPeriods,
    since,
    setSince,
  };
}
export type Compared = ReturnType<typeof useCompared>;
