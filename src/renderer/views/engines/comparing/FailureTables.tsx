import type { ReactNode } from "react";
import { type Failures, failureCount, failureStatusInWords, type Share } from "../../../../contract/index.ts";
import { formatCount, formatPercent, formatTime, shortName, visibleText } from "../../../components/format.ts";
import { MiddleEllipsis } from "../../../components/MiddleEllipsis.tsx";
import css from "./comparing.module.css";
import styles from "./why.module.css";
import { linkToFailures } from "./why-links.ts";

/** Where failures are: each row leads to them. Lines are shares from 0 to 100 %. */

interface Tabled {
  failures: Failures;
}

function Table({ caption, head, children }: { caption: string; head: ReactNode; children: ReactNode }) {
  return (
    <table className={styles.table}>
      <caption>{caption}</caption>
      <thead className={css.heads}>
        <tr>{head}</tr>
      </thead>
      <tbody>{children}</tbody>
    </table>
  );
}

const Line = ({ low, high, share }: { low?: number; high?: number; share: number | null }) => (
  <td data-line>
    <span className={css.line} aria-hidden>
      <span className={css.range} style={{ left: `${100 * (low ?? 0)}%`, width: `${100 * ((high ?? share ?? 0) - (low ?? 0))}%` }} />
      <span className={css.point} style={{ left: `${100 * (share ?? 0)}%` }} />
    </span>
  </td>
);
const LineHead = ({ name }: { name: string }) => (
  <th scope="col" data-line>
    <span className={css.hidden}>{name}</span>
  </th>
);
const Interval = ({ of: { share, low, high } }: { of: Share }) => (
  <td data-words>{`${formatPercent(share)} (${formatPercent(low)} to ${formatPercent(high)})`}</td>
);

export function StatusTable({ failures }: Tabled) {
  const all = failureCount(failures);
  return (
    <Table
      caption="Share of all failures, first and last seen, and the engines with most"
      head={
        <>
          <th scope="col" data-name>
            Status
          </th>
          <th scope="col">Share</th>
          <LineHead name="Share as a line" />
          <th scope="col" data-time>
            First seen
          </th>
          <th scope="col" data-time>
            Last seen
          </th>
          <th scope="col" data-engines>
            Most from
          </th>
          <th scope="col" data-link>
            Failures
          </th>
        </>
      }
    >
      {failures.statuses.map(({ status, n, firstS, lastS, engines, engineCount }) => {
        const name = visibleText(failureStatusInWords(status));
        const [most] = engines;
        return (
          <tr key={String(status)}>
            <th scope="row" data-name title={name}>
              <MiddleEllipsis text={name} />
            </th>
            <td>{formatPercent(n / Math.max(1, all))}</td>
            <Line share={n / Math.max(1, all)} />
            <td data-time>{formatTime(firstS)}</td>
            <td data-time>{formatTime(lastS)}</td>
            <td data-engines title={engines.map((one) => `${visibleText(one.engineId)}: ${formatCount(one.n)}`).join("\n")}>
              {most &&
                `${shortName(most.engineId, 20)} ${formatCount(most.n)}${engineCount > 1 ? `, ${formatCount(engineCount - 1)} more` : ""}`}
            </td>
            <td data-link>
              <a href={linkToFailures(failures, { status })} aria-label={`Executions that failed with ${name}`}>
                {formatCount(n)}
              </a>
            </td>
          </tr>
        );
      })}
    </Table>
  );
}

export function FailingEngineTable({ failures }: Tabled) {
  return (
    <Table
      caption="Share of failures, 95 % interval (Wilson)"
      head={
        <>
          <th scope="col" data-name>
            Engine
          </th>
          <th scope="col">Executions</th>
          <LineHead name="Share as a line" />
          <th scope="col" data-words>
            Failed
          </th>
          <th scope="col" data-link>
            Failures
          </th>
        </>
      }
    >
      {failures.engines.map(({ engineId, failed, failures: n }) => (
        <tr key={engineId}>
          <th scope="row" data-name>
            <MiddleEllipsis text={engineId} />
          </th>
          <td>{formatCount(failed.n)}</td>
          <Line {...failed} />
          <Interval of={failed} />
          <td data-link>
            <a href={linkToFailures(failures, { engine: engineId })} aria-label={`Executions of ${visibleText(engineId)} that failed`}>
              {formatCount(n)}
            </a>
          </td>
        </tr>
      ))}
    </Table>
  );
}

export function BucketTable({ failures }: Tabled) {
  return (
    <Table
      caption="Share of successes, 95 % interval (Wilson)"
      head={
        <>
          <th scope="col" data-name>
            From
          </th>
          <th scope="col">Executions</th>
          <LineHead name="Share as a line" />
          <th scope="col" data-words>
            Succeeded
          </th>
          <th scope="col" data-link>
            Failures
          </th>
        </>
      }
    >
      {failures.buckets.map(({ startS, failures: n, success }) => (
        <tr key={startS}>
          <th scope="row" data-name>
            {formatTime(startS)}
          </th>
          <td>{formatCount(success.n)}</td>
          <Line {...success} />
          <Interval of={success} />
          <td data-link>
            {n === 0 ? (
              "0"
            ) : (
              <a
                href={linkToFailures(failures, {
                  fromS: Math.max(startS, failures.fromS ?? 0),
                  toS: Math.min(startS + failures.bucketSeconds, failures.toS ?? Number.POSITIVE_INFINITY),
                })}
                aria-label={`Executions that failed from ${formatTime(startS)} on`}
              >
                {formatCount(n)}
              </a>
            )}
          </td>
        </tr>
      ))}
    </Table>
  );
}
