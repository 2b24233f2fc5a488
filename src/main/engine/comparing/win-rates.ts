import { type RatedEngine, type Signal, styleNames, type WinRates, type WinSource } from "../../../contract/index.ts";
import type { LogState } from "../curation/state/log-state.ts";
import type { Database } from "../store/duckdb.ts";
import { countDecided } from "./decided-wins.ts";
import type { Outcome } from "./outcome.ts";
import { PairTable } from "./pair-table.ts";
import { computeRatings, type Rating } from "./ratings.ts";
import { countRecorded } from "./recorded-wins.ts";
import { readStyled } from "./styled-wins.ts";

/** Who beats whom by one source, and ratings. @throws AssayError cancelled; of the index. */
export async function measureWins(
  db: Database,
  state: LogState,
  { source, style }: { source: WinSource; style?: boolean | undefined },
  signal?: Signal,
): Promise<WinRates> {
  const counted = source === "recorded" ? await countRecorded(db, signal) : await countDecided(db, state, source, signal);
  const { outcomes, ambiguous } = counted;
  const table = new PairTable(outcomes);
  const comparisons = sumOf(outcomes);
  const styled = style === true ? await readStyled(db, source, state, signal) : null;
  const groups = styled === null ? outcomes.map((one) => table.toGroup(one)) : styled.outcomes.map((one) => table.toStyledGroup(one));
  const fit = computeRatings(
    groups.filter(({ matches }) => matches.length > 0),
    table.names.length,
    styled === null ? 0 : styleNames.length,
  );
  const engines = table.names.map((engineId, i): RatedEngine => ({ engineId, ...table.totals(i), ...(fit.ratings[i] as Rating) }));
  const order = engines.map((_, i) => i).sort((one, other) => byRating(engines[one] as RatedEngine, engines[other] as RatedEngine));
  return {
    source,
    comparisons,
    ties: sumOf(outcomes.filter(({ worse, allBad }) => worse.length === 0 && !allBad)),
    allBad: sumOf(outcomes.filter(({ allBad }) => allBad)),
    ambiguous,
    leftOut: counted.leftOut + table.leftOut,
    engines: order.map((i) => engines[i] as RatedEngine),
    cells: table.cells(order),
    style: styled === null ? null : { comparisons: styled.outcomes.length, of: comparisons, noText: styled.noText, effects: fit.effects },
  };
}

const sumOf = (outcomes: readonly Outcome[]) => outcomes.reduce((sum, { count }) => sum + count, 0);

const byRating = (one: RatedEngine, other: RatedEngine) =>
  (other.rating?.value ?? Number.NEGATIVE_INFINITY) - (one.rating?.value ?? Number.NEGATIVE_INFINITY) ||
  other.pairs - one.pairs ||
  (one.engineId < other.engineId ? -1 : 1);
