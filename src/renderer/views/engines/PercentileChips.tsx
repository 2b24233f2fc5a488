import css from "./charts.module.css";
import { dashOf, LineSample } from "./PlaceMark.tsx";

interface PercentileChipsProps {
  percentiles: readonly number[];
  shown: readonly number[];
  onShown(percentiles: number[]): void;
}

/** Toggles for the percentiles of the chart over time, one to five. Plotted ones show their dash, so this is the legend, too. */
export function PercentileChips({ percentiles, shown, onShown }: PercentileChipsProps) {
  return (
    <fieldset className={css.chipSet}>
      <legend className="visually-hidden">Percentiles plotted</legend>
      {percentiles.map((percentile) => {
        const on = shown.includes(percentile);
        const next = on
          ? shown.filter((one) => one !== percentile)
          : percentiles.filter((one) => one === percentile || shown.includes(one));
        return (
          <button
            key={percentile}
            type="button"
            className={css.chip}
            aria-pressed={on}
            disabled={next.length === 0 || next.length > 5}
            onClick={() => onShown(next)}
          >
            {on && <LineSample dash={dashOf(shown.indexOf(percentile))} />}p{percentile}
          </button>
        );
      })}
    </fieldset>
  );
}
