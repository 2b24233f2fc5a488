import { formatCount, formatMs, formatPercent } from "../../../components/format.ts";
import { EngineName } from "../../../components/marks.tsx";
import css from "../plot/plot.module.css";
import { type Bins, cumulative } from "./steps.ts";

interface BinTableProps {
  bins: Bins;
  onOpen(engines: readonly string[], fromMs: number, toMs?: number): void;
}

/** More columns are not read. */
const maxEngines = 20;

/** The distribution in numbers: of each engine how many latencies each bin has, and the share below its end. */
export function BinTable({ bins, onOpen }: BinTableProps) {
  const engines = bins.engines.slice(0, maxEngines).map((engine) => ({ ...engine, below: cumulative(engine) }));
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section className={css.tableScroll} tabIndex={0} aria-label="Latency distribution, as a table">
      <table className={css.numbers}>
        <thead>
          <tr>
            <th scope="col">From</th>
            <th scope="col">To</th>
            {engines.map(({ engineId }) => (
              <th key={engineId} scope="col">
                <EngineName id={engineId} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {bins.edgesMs.slice(0, -1).map((fromMs, bin) => (
            <tr key={fromMs}>
              <th scope="row">{formatMs(fromMs)}</th>
              <td>{formatMs(bins.edgesMs[bin + 1])}</td>
              {engines.map(({ engineId, n, counts, below }) => (
                <td key={engineId} title={`${formatPercent((below[bin + 1] ?? 0) / n)} are below ${formatMs(bins.edgesMs[bin + 1])}`}>
                  <button type="button" className={css.link} onClick={() => onOpen([engineId], fromMs, bins.edgesMs[bin + 1])}>
                    {formatCount(counts[bin])}
                  </button>{" "}
                  <span className="muted">{formatPercent((below[bin + 1] ?? 0) / n)}</span>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
