import {
  type WhyFinding,
  type WhySlow,
  whyFactorName,
  whyFindings,
  whyNumberInWords,
  whyRatioInWords,
} from "../../../../contract/index.ts";
import { formatCount, formatNumber, formatPercent, formatPercentRange, visibleText } from "../../../components/format.ts";
import { IntervalLine } from "../../../components/IntervalLine.tsx";
import { MiddleEllipsis } from "../../../components/MiddleEllipsis.tsx";
import { type Heading, Heads } from "./Heads.tsx";
import styles from "./why.module.css";
import { countBehind, linkToFinding } from "./why-links.ts";

const heads: readonly Heading[] = [
  ["Goes with", "name"],
  "Slow",
  "Others",
  ["Effect", "line"],
  ["Effect and 95% interval", "words"],
  ["Slow ones", "link"],
];

/** Every difference seen, ranked, each with its effect on one scale, and the executions behind it. */
export function FindingTable({ why, includeCached }: { why: WhySlow; includeCached: boolean }) {
  const findings = whyFindings(why);
  if (findings.length === 0) return null;
  return (
    <table className={styles.table}>
      <caption>Line: size of the effect from 0 to 1, with its 95% interval. Ranked by the end nearer to 0. Times are UTC.</caption>
      <Heads of={heads} />
      <tbody>
        {findings.map((finding) => {
          const row = describe(finding);
          const count = formatCount(countBehind(why, finding));
          return (
            <tr key={row.name}>
              <th scope="row" data-name>
                <MiddleEllipsis text={row.name} />
              </th>
              <td>{row.slow}</td>
              <td>{row.others}</td>
              <td data-line>
                <IntervalLine share={row} />
              </td>
              <td data-words>
                {finding.verdict === "perhaps" && "perhaps "}
                {row.effect}
              </td>
              <td data-link>
                {count === "0" ? (
                  count
                ) : (
                  <a href={linkToFinding(why, finding, includeCached)} aria-label={`${count} slow executions: ${visibleText(row.name)}`}>
                    {count}
                  </a>
                )}
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

/** The ends of an interval on the scale from 0 to 1, whichever way the difference goes. */
function toScale(value: number, low: number, high: number) {
  const [from, to] = value < 0 ? [-high, -low] : [low, high];
  return { share: Math.abs(value), low: Math.max(0, from), high: Math.min(1, to) };
}

function describe(finding: WhyFinding) {
  if ("number" in finding) {
    const { medians, superiority } = finding.number;
    const { value, low, high } = { value: superiority.value, low: superiority.low ?? 0, high: superiority.high ?? 1 };
    const isLarger = value > 0.5;
    const [share, from, to] = isLarger ? [value, low, high] : [1 - value, 1 - high, 1 - low];
    return {
      name: whyFactorName(finding.factor),
      slow: whyNumberInWords(finding.factor, medians.tail),
      others: whyNumberInWords(finding.factor, medians.rest),
      effect: `${isLarger ? "larger" : "smaller"} in ${formatPercent(share)} of pairs (${formatPercentRange(from, to)})`,
      ...toScale(2 * value - 1, 2 * low - 1, 2 * high - 1),
    };
  }
  const { value, shares, difference, ratio, n } = finding.category;
  const points = (share: number) => formatNumber(100 * share, 1).replace("-", "−");
  return {
    name:
      finding.factor === "success"
        ? "failures"
        : finding.factor === "cached"
          ? "cached answers"
          : `${whyFactorName(finding.factor)} ${finding.factor === "hour" ? `${value}:00` : value === "" ? "(empty)" : value}`,
    slow: formatPercent(shares.tail),
    others: formatPercent(shares.rest),
    effect: `${whyRatioInWords({ ratio, n })}, ${points(difference.value)} points (${points(difference.low)} to ${points(difference.high)})`,
    ...toScale(difference.value, difference.low, difference.high),
  };
}
