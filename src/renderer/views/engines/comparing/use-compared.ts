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
  const a = chosenA ?? names.find((name) => periods || name !== chosenB) ?? null;
  const b = periods ? a : (chosenB ?? names.find((name) => name !== a) ?? null);
  const from = scope.fromS ?? dataRange?.fromS;
  const to = scope.toS ?? (dataRange === null ? undefined : dataRange.toS + 1);
  const halfway = useHalfway(periods && chosenSince === null ? a : null, { fromS: from, toS: to });
  const since = chosenSince ?? halfway;
  const counted = { successfulOnly, includeCached };
  const input: Input<"engines.compare"> | null =
    a === null || b === null || part.backwards || (periods && since === undefined)
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
    /** Where the range that is compared ends, exclusive. */
    to,
  };
}

/**
 * The middle between the engine's first and last execution in a range, so that each side has something.
 * @param engine null: nobody asks. @returns undefined until it is known; the middle of the range where the engine has nothing.
 */
function useHalfway(engine: string | null, { fromS, toS }: { fromS: number | undefined; toS: number | undefined }): number | undefined {
  const range = { ...(fromS === undefined ? {} : { fromS }), ...(toS === undefined ? {} : { toS }) };
  const input = { filter: { engines: engine === null ? [] : [engine], ...range }, limit: 1 };
  const options = { enabled: engine !== null, follows: "executions", calmMs: 2000 } as const;
  const { data: oldest } = useHostQuery("executions.list", { ...input, sort: "oldest" }, options);
  const { data: newest } = useHostQuery("executions.list", { ...input, sort: "newest" }, options);
  if (engine === null || oldest === undefined || newest === undefined) return undefined;
  const first = oldest.rows[0]?.timestampS ?? fromS;
  const last = newest.rows[0]?.timestampS ?? toS;
  return Math.ceil(((first ?? 0) + (last ?? 0) + 1) / 2);
}

export type Compared = ReturnType<typeof useCompared>;
