import type { NetworkEndpoint } from "../../../../contract/index.ts";
import { formatAgo, formatBytes, formatCount, formatRate } from "../../../components/format.ts";
import { useNow } from "../../../components/use-now.ts";
import { computeRate } from "../live-data.ts";
import css from "./network.module.css";

const statusText: Record<number, string> = {
  400: "not readable",
  408: "too slow",
  409: "channel switched off",
  413: "too long",
  415: "type not read",
  429: "more than can be written",
  503: "workspace or disk not ready",
};

/** What came through the door, by endpoint, and why some of it was not kept. */
export function NetworkCounters({ endpoints }: { endpoints: readonly NetworkEndpoint[] }) {
  const now = useNow();
  return (
    <>
      <table className={css.counters} aria-label="What came through the network door">
        <thead>
          <tr>
            <th scope="col">Endpoint</th>
            <th scope="col">Requests</th>
            <th scope="col">Bytes</th>
            <th scope="col">Accepted</th>
            <th scope="col">Duplicates</th>
            <th scope="col">Rejected</th>
            <th scope="col" title="Spans and log records that are no call of a model">
              Dropped
            </th>
            <th scope="col">Rate</th>
            <th scope="col">Last</th>
          </tr>
        </thead>
        <tbody>
          {endpoints.map((one) => (
            <tr key={one.path}>
              <th scope="row">
                <code>{one.path}</code>
              </th>
              <td>{formatCount(one.requests)}</td>
              <td>{formatBytes(one.bytes)}</td>
              <td>{formatCount(one.accepted)}</td>
              <td>{formatCount(one.duplicates)}</td>
              <td className={one.rejected > 0 ? css.warn : undefined}>{formatCount(one.rejected)}</td>
              <td>{formatCount(one.dropped.reduce((sum, { count }) => sum + count, 0))}</td>
              <td>{formatRate(computeRate(one.perSecond))}</td>
              <td>{one.lastAtMs === null ? "—" : formatAgo(Math.max(0, now - one.lastAtMs))}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {endpoints.flatMap(explain).map(({ key, path, what, count, why }) => (
        <p key={key} className={css.why}>
          <code>{path}</code> {what} {formatCount(count)}: {why}
        </p>
      ))}
    </>
  );
}

interface Explained {
  key: string;
  path: string;
  what: "rejected" | "dropped" | "left out" | "failed";
  count: number;
  why: string;
}

function explain({ path, reasons, dropped, leftOut, failed }: NetworkEndpoint): Explained[] {
  const row = (what: Explained["what"], why: string, count: number): Explained => ({
    key: `${path} ${what} ${why}`,
    path,
    what,
    why,
    count,
  });
  return [
    ...reasons.map(({ reason, count }) => row("rejected", reason, count)),
    ...dropped.map(({ why, count }) => row("dropped", why, count)),
    ...(leftOut > 0 ? [row("left out", "attributes nested too deep, too long or too many; what they belong to was taken", leftOut)] : []),
    ...failed.map(({ status, count }) => row("failed", `${status} ${statusText[status] ?? "see the log"}`, count)),
  ];
}
