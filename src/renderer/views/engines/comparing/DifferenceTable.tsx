import { differenceRangeInWords, type ShownDifference } from "../../../../contract/index.ts";
import { formatMs, formatNumber, formatPercent, formatScore, formatUsd } from "../../../components/format.ts";
import css from "./comparing.module.css";

export interface DifferenceRow {
  name: string;
  what: "ms" | "share" | "score" | "usd";
  a: number | null;
  b: number | null;
  difference: ShownDifference;
  strong?: boolean;
  /** [more, less]: what a difference is called. */
  words: readonly [string, string];
}

const write: Record<DifferenceRow["what"], (value: number | null) => string> = {
  ms: formatMs,
  share: formatPercent,
  score: formatScore,
  usd: formatUsd,
};

function signed({ value }: ShownDifference, what: DifferenceRow["what"]): string {
  if (value === null) return "—";
  const size = Math.abs(value);
  const said = what === "share" ? `${formatNumber(100 * size, 1)} points` : write[what](size);
  return value === 0 ? said : `${value < 0 ? "−" : "+"}${said}`;
}

function inWords({ value, verdict }: ShownDifference, [more, less]: readonly [string, string]): string {
  if (verdict === "more") return more;
  if (verdict === "less") return less;
  if (verdict === "perhaps") return `perhaps ${(value ?? 0) > 0 ? more : less}`;
  return verdict === "none" ? "no difference seen" : "too few values";
}

/** Differences with their intervals, and what they are called. @param sides whether A's and B's own numbers are known. */
export function DifferenceTable({ rows, caption, sides = true }: { rows: readonly DifferenceRow[]; caption: string; sides?: boolean }) {
  return (
    <table className={css.differences}>
      <caption>{caption}</caption>
      <thead className={css.heads}>
        <tr>
          <td />
          {sides && <th scope="col">A</th>}
          {sides && <th scope="col">B</th>}
          <th scope="col">B − A</th>
          <th scope="col">95% interval</th>
          <th scope="col" data-words>
            B is
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ name, what, a, b, difference, strong, words }) => (
          <tr key={name} data-strong={strong} data-claimed={difference.verdict === "more" || difference.verdict === "less"}>
            <th scope="row">{name}</th>
            {sides && <td>{write[what](a)}</td>}
            {sides && <td>{write[what](b)}</td>}
            <td>{signed(difference, what)}</td>
            <td>{difference.low === null && difference.high === null ? "—" : differenceRangeInWords(difference, what)}</td>
            <td data-words>{inWords(difference, words)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
