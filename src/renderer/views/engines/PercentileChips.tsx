import css from "./charts.module.css";

interface PercentileChipsProps {
  percentiles: readonly number[];
  shown: number;
  onShown(percentile: number): void;
}

/** Chooses the percentile of the chart over time. */
export function PercentileChips({ percentiles, shown, onShown }: PercentileChipsProps) {
  return (
    <fieldset className={css.chipSet}>
      <legend className="visually-hidden">Percentiles plotted</legend>
      {percentiles.map((percentile) => (
        <button key={percentile} type="button" className={css.chip} aria-pressed={percentile === shown} onClick={() => onShown(percentile)}>
          p{percentile}
        </button>
      ))}
    </fieldset>
  );
}

/** The percentile that is plotted until a person chooses: p95, or the nearest that is configured. */
export function defaultPercentile(percentiles: readonly number[]): number {
  return percentiles.toSorted((a, b) => Math.abs(a - 95) - Math.abs(b - 95))[0] ?? 50;
}
