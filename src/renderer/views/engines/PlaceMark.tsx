import css from "./palette.module.css";

/** The mark of a place: six shapes, so that engines can be told apart without colour. */

export const placeClass = css.places;
export const placeColor = (place: number) => `var(--place-${place % 6})`;

/** Dashes for lines that differ in nothing else, by their number: solid first. */
const dashes = ["none", "7 3", "2 3", "9 3 2 3", "4 2 1 2 1 2"] as const;
export const dashOf = (index: number): string | undefined => {
  const dash = dashes[index % dashes.length];
  return dash === "none" ? undefined : dash;
};

/** SVG path of a place's shape around a point, `r` its radius in px. */
export function markPath(place: number, x: number, y: number, r: number): string {
  switch (place % 6) {
    case 0:
      return `M${x - r} ${y}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0z`;
    case 1:
      return `M${x - r * 0.9} ${y - r * 0.9}h${r * 1.8}v${r * 1.8}h${-r * 1.8}z`;
    case 2:
      return `M${x} ${y - r * 1.2}L${x + r * 1.15} ${y + r * 0.85}H${x - r * 1.15}z`;
    case 3:
      return `M${x} ${y - r * 1.3}L${x + r * 1.3} ${y}L${x} ${y + r * 1.3}L${x - r * 1.3} ${y}z`;
    case 4:
      return `M${x} ${y + r * 1.2}L${x + r * 1.15} ${y - r * 0.85}H${x - r * 1.15}z`;
    default: {
      const a = r * 0.42;
      const b = r * 1.15;
      return `M${x - a} ${y - b}h${2 * a}v${b - a}h${b - a}v${2 * a}h${a - b}v${b - a}h${-2 * a}v${a - b}h${a - b}v${-2 * a}h${b - a}z`;
    }
  }
}

/** The mark as a small icon beside a name. Decorative: the name is next to it. */
export function PlaceMark({ place }: { place: number }) {
  return (
    <svg className={css.mark} width="12" height="12" viewBox="0 0 12 12" aria-hidden="true">
      <path d={markPath(place, 6, 6, 4)} fill={placeColor(place)} />
    </svg>
  );
}

/** A short piece of line as legends show it. */
export function LineSample({ dash, color = "currentColor" }: { dash: string | undefined; color?: string }) {
  return (
    <svg className={css.mark} width="22" height="8" viewBox="0 0 22 8" aria-hidden="true">
      <path d="M1 4H21" stroke={color} strokeWidth="1.6" strokeDasharray={dash} />
    </svg>
  );
}
