import { memo } from "react";

const widthPx = 108;
const heightPx = 20;
const padPx = 3;

/** A percentile over time as a small line on its own scale. Buckets without latencies are gaps. */
export const Trend = memo(function Trend({ values, color, label }: { values: readonly (number | null)[]; color: string; label: string }) {
  const known = values.filter((value) => value !== null);
  if (known.length === 0) return null;
  const [least, most] = [Math.min(...known), Math.max(...known)];
  const x = (index: number) => padPx + (index / Math.max(1, values.length - 1)) * (widthPx - 2 * padPx);
  const y = (value: number) => heightPx - padPx - ((value - least) / (most - least || 1)) * (heightPx - 2 * padPx);
  let path = "";
  const alone: { at: number; value: number }[] = [];
  for (const [at, value] of values.entries()) {
    if (value === null) continue;
    const joined = typeof values[at - 1] === "number";
    if (!joined && typeof values[at + 1] !== "number") alone.push({ at, value });
    path += `${joined ? "L" : "M"}${x(at).toFixed(1)} ${y(value).toFixed(1)}`;
  }
  return (
    <svg width={widthPx} height={heightPx} role="img" aria-label={label} style={{ verticalAlign: "middle" }}>
      <path d={path} fill="none" stroke={color} strokeWidth={1.4} />
      {alone.map(({ at, value }) => (
        <circle key={at} cx={x(at)} cy={y(value)} r={1.6} fill={color} />
      ))}
    </svg>
  );
});
