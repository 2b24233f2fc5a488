import { type EngineStyle, toEngineStyle } from "../../../state/engine-style.ts";
import type { ChartData } from "./chart-data.ts";

/** How the parts of a chart look. Engines look as everywhere, where all parts are engines. */

const byPlace = (index: number): EngineStyle => toEngineStyle({ executionOrder: index, candidateOrder: null });

/** One for each series. */
export function seriesLooks({ series }: ChartData, engines: ReadonlyMap<string, EngineStyle>): EngineStyle[] {
  const known = series.map(({ value }) => (value === null ? undefined : engines.get(value)));
  const areEngines = new Set(known).size === series.length && !known.includes(undefined);
  return series.map((_, i) => (areEngines ? known[i] : undefined) ?? byPlace(i));
}

/** Colours of the bars of a single series, one for each category. */
export function categoryColors({ categories }: ChartData, engines: ReadonlyMap<string, EngineStyle>): string[] {
  const known = categories.map((name) => engines.get(name)?.color);
  return known.includes(undefined) ? categories.map(() => byPlace(0).color) : (known as string[]);
}
