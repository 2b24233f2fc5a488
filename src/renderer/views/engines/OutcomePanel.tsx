import type { EngineStats } from "../../../contract/index.ts";
import { formatCount, formatPercent, formatScore } from "../../components/format.ts";
import { EngineName } from "../../components/marks.tsx";
import { ChartPanel } from "./ChartPanel.tsx";
import css from "./outcomes.module.css";

/** More are in the table. */
const maxShown = 50;

interface OutcomePanelProps {
  rows: readonly EngineStats[];
  /** Why there is no latency. */
  note: string;
}

/** What can be compared without latencies: success rate and mean quality, in the order of the table. */
export function OutcomePanel({ rows, note }: OutcomePanelProps) {
  const shown = rows.slice(0, maxShown);
  return (
    <ChartPanel title="Success and quality" note={note}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <section className={css.scroll} tabIndex={0} aria-label="Success and quality by engine">
        <table className={css.table}>
          <thead>
            <tr>
              <th scope="col">Engine</th>
              <th scope="col">Success</th>
              <th scope="col">Mean quality</th>
            </tr>
          </thead>
          <tbody>
            {shown.map(({ engineId, count, successRate, quality }) => {
              return (
                <tr key={engineId}>
                  <th scope="row">
                    <span className={css.engine}>
                      <EngineName id={engineId} />
                    </span>
                  </th>
                  <Measure share={successRate} text={formatPercent(successRate)} n={count} />
                  {quality.mean === null ? (
                    <td className="muted">not rated</td>
                  ) : (
                    <Measure share={quality.mean} text={formatScore(quality.mean)} n={quality.n} />
                  )}
                </tr>
              );
            })}
          </tbody>
        </table>
        {rows.length > shown.length && <p className={css.more}>{formatCount(rows.length - shown.length)} more in the table above.</p>}
      </section>
    </ChartPanel>
  );
}

/** A share from 0 to 1 as a bar, with its number and how many executions it is of. */
function Measure({ share, text, n }: { share: number | null; text: string; n: number }) {
  return (
    <td>
      <span className={css.measure}>
        <span className={css.bar} aria-hidden>
          <span className={css.done} style={{ width: `${(share ?? 0) * 100}%` }} />
        </span>
        <span className={css.number}>{text}</span>
        <span className={css.count}>n {formatCount(n)}</span>
      </span>
    </td>
  );
}
