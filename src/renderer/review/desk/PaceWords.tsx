import { formatCount, formatMs } from "../../components/format.ts";
import { useHostQuery } from "../../state/queries.ts";
import css from "./Desk.module.css";
import { computePace } from "./pace.ts";

const minuteMs = 60_000;

/** How fast it goes, and how long the rest takes at that. @param left comparisons that are not reviewed. */
export function PaceWords({ left }: { left: number }) {
  const history = useHostQuery("curation.history", { limit: 60 }, { follows: "comparisons", calmMs: 2000 }).data;
  const pace = history && computePace(history);
  if (!pace) return null;
  const minutes = Math.ceil((left * pace.comparisonMs) / minuteMs);
  const rest = minutes < 90 ? `${formatCount(minutes)} min` : `${formatCount(Math.round(minutes / 60))} h`;
  return (
    <span className={css.quiet} title="Your last decisions in a row, without breaks of more than five minutes">
      {formatCount(Math.round(pace.perMinute))} a minute, median {formatMs(pace.medianMs)}
      {left > 0 && `, about ${rest} left`}
      {pace.isTooFast && <strong title="Faster than the answers can be read"> Too fast?</strong>}
    </span>
  );
}
