import type { Tier } from "../../contract/index.ts";
import css from "./TierBadge.module.css";

const shapes: Record<Tier, string> = {
  gold: "M10 1.2a8.8 8.8 0 1 1 0 17.6a8.8 8.8 0 0 1 0-17.6z",
  silver: "M3.4 2.2h13.2a1.2 1.2 0 0 1 1.2 1.2v13.2a1.2 1.2 0 0 1-1.2 1.2H3.4a1.2 1.2 0 0 1-1.2-1.2V3.4a1.2 1.2 0 0 1 1.2-1.2z",
  bronze: "M5.5 1.8h9l4.5 8.2l-4.5 8.2h-9l-4.5-8.2z",
};
const letters: Record<Tier, string> = { gold: "G", silver: "S", bronze: "B" };

/** A tier by letter, shape and colour: G in a circle, S in a square, B in a hexagon. */
export function TierBadge({ tier, size = 18 }: { tier: Tier; size?: number }) {
  return (
    <svg className={css.badge} data-tier={tier} width={size} height={size} viewBox="0 0 20 20" role="img" aria-label={tier}>
      <title>{tier}</title>
      <path d={shapes[tier]} className={css.shape} />
      <text x="10" y="13.9" textAnchor="middle" className={css.letter}>
        {letters[tier]}
      </text>
    </svg>
  );
}
