import { type Failures, failureCount, failureStatusInWords, type Share } from "../../../../contract/index.ts";
import { formatCount, formatPercent, formatPercentRange, formatTime, shortName, visibleText } from "../../../components/format.ts";
import { IntervalLine } from "../../../components/IntervalLine.tsx";
import { MiddleEllipsis } from "../../../components/MiddleEllipsis.tsx";
import { type Heading, Heads } from "./Heads.tsx";
import styles from "./why.module.css";
import { linkToFailures } from "./why-links.ts";

/** Where failures are: each row leads to them. Lines are shares from 0 to 100%. */

interface Tabled {
  failures: Failures;
}

const line: Heading = ["Share as a line", "line"];
const link: Heading = ["Failures", "link"];

const statusHeads: readonly Heading[] = [
  ["Status", "name"],
  "Share",
  line,
  ["First seen", "time"],
  ["Last seen", "time"],
  ["Most from", "engines"],
  link,
];

export function StatusTable({ failures }: Tabled) {
  const all = Math.max(1, failureCount(failures));
  return (
    <table className={styles.table}>
      <caption>Share of all failures, first and last seen, and the engines with most</caption>
      <Heads of={statusHeads} />
      <tbody>
        {failures.statuses.map(({ status, n, firstS, lastS, engines, engineCount }) => {
          const name = visibleText(failureStatusInWords(status));
          const share = n / all;
          const [most] = engines;
          return (
            <tr key={String(status)}>
              <th scope="row" data-name>
                <MiddleEllipsis text={name} />
              </th>
              <td>{formatPercent(share)}</td>
              <td data-line>
                <IntervalLine share={{ share, low: share, high: share }} />
              </td>
              <td data-time>{formatTime(firstS)}</td>
              <td data-time>{formatTime(lastS)}</td>
              <td data-engines title={engines.map((one) => `${visibleText(one.engineId)}: ${formatCount(one.n)}`).join("\n")}>
                {most &&
                  `${shortName(most.engineId, 20)} ${formatCount(most.n)}${engineCount > 1 ? `, ${formatCount(engineCount - 1)} more` : ""}`}
              </td>
              <td data-link>
                <a href={linkToFailures(failures, { status })} aria-label={`${formatCount(n)} that failed with ${name}`}>
                  {formatCount(n)}
                </a>
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

export const FailingEngineTable = ({ failures }: Tabled) => (
  <ShareTable
    caption="Share of failures, 95% interval (Wilson)"
    name="Engine"
    what="Failed"
    rows={failures.engines.map(({ engineId, failed, failures: n }) => ({
      key: engineId,
      name: engineId,
      share: failed,
      n,
      href: linkToFailures(failures, { engine: engineId }),
      label: `${formatCount(n)} of ${visibleText(engineId)} that failed`,
    }))}
  />
);

export const BucketTable = ({ failures }: Tabled) => (
  <ShareTable
    caption="Share of successes, 95% interval (Wilson)"
    name="From"
    what="Succeeded"
    rows={failures.buckets.map(({ startS, failures: n, success }) => ({
      key: startS,
      name: formatTime(startS),
      share: success,
      n,
      href: linkToFailures(failures, {
        fromS: Math.max(startS, failures.fromS ?? 0),
        toS: Math.min(startS + failures.bucketSeconds, failures.toS ?? Number.POSITIVE_INFINITY),
      }),
      label: `${formatCount(n)} that failed from ${formatTime(startS)} on`,
    }))}
  />
);

interface ShareRow {
  key: string | number;
  name: string;
  share: Share;
  /** Failures, which the row leads to. */
  n: number;
  href: string;
  label: string;
}

/** Executions by something, the share of them with its interval, and their failures. */
function ShareTable({ caption, name, what, rows }: { caption: string; name: string; what: string; rows: readonly ShareRow[] }) {
  return (
    <table className={styles.table}>
      <caption>{caption}</caption>
      <Heads of={[[name, "name"], "Executions", line, [what, "words"], link]} />
      <tbody>
        {rows.map((row) => (
          <tr key={row.key}>
            <th scope="row" data-name>
              <MiddleEllipsis text={row.name} />
            </th>
            <td>{formatCount(row.share.n)}</td>
            <td data-line>
              <IntervalLine share={row.share} />
            </td>
            <td data-words>
              {formatPercent(row.share.share)} ({formatPercentRange(row.share.low, row.share.high)})
            </td>
            <td data-link>
              {row.n === 0 ? (
                "0"
              ) : (
                <a href={row.href} aria-label={row.label}>
                  {formatCount(row.n)}
                </a>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
