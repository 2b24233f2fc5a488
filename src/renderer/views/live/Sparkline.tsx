import { memo } from "react";
import { formatRate } from "../../components/format.ts";
import css from "./live.module.css";
import { barHeights } from "./live-data.ts";

const barWidth = 2;
const height = 26;

/** Records a second over the last minute, a bar a second. */
export const Sparkline = memo(function Sparkline({ perSecond }: { perSecond: readonly number[] }) {
  const bars = barHeights(perSecond);
  const highest = Math.max(0, ...perSecond);
  return (
    <svg
      className={css.spark}
      width={bars.length * barWidth}
      height={height}
      role="img"
      aria-label={`Records per second over the last minute; highest ${formatRate(highest)}`}
    >
      <line x1={0} x2={bars.length * barWidth} y1={height - 0.5} y2={height - 0.5} className={css.sparkBase} />
      {bars.map((share, index) => {
        const tall = share === 0 ? 0 : Math.max(1.5, share * (height - 2));
        // biome-ignore lint/suspicious/noArrayIndexKey: a bar is its second, and seconds keep their places
        return <rect key={index} x={index * barWidth} y={height - tall} width={barWidth - 0.5} height={tall} className={css.sparkBar} />;
      })}
    </svg>
  );
});
