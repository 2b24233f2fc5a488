import type { ReactNode } from "react";
import type { EngineWindows } from "../../../../contract/index.ts";
import { formatCount, formatMs, formatPercent, formatSpan, formatTime } from "../../../components/format.ts";
import { EngineName } from "../../../components/marks.tsx";
import { type BothStats, countCell, latencyCell, type MergedCell, percentileCell, successCell } from "./merged-cells.ts";
import css from "./windows.module.css";

const Cell = ({ cell: { text, below, differs } }: { cell: MergedCell }) => (
  <td data-differs={differs}>
    {text}
    {below !== "" && <span className={css.below}>{below}</span>}
  </td>
);

const heads = (...titles: string[]) =>
  titles.map((title) => (
    <th key={title} scope="col">
      {title}
    </th>
  ));

/** Each engine over all windows of the range. */
export function MergedTable({ windows }: { windows: EngineWindows }) {
  const { percentiles, engines, overall } = windows;
  const row = (name: ReactNode, key: string, stats: BothStats) => (
    <tr key={key}>
      <th scope="row" data-name>
        {name}
      </th>
      <td>{formatCount(stats.windows)}</td>
      <Cell cell={countCell(stats)} />
      <Cell cell={successCell(stats)} />
      {percentiles.map((percentile, i) => (
        <Cell key={percentile} cell={percentileCell(stats, i)} />
      ))}
      {(["min", "avg", "max"] as const).map((one) => (
        <Cell key={one} cell={latencyCell(stats, one)} />
      ))}
      <td>{formatCount(stats.latencyMs.n)}</td>
    </tr>
  );
  return (
    <Scroll label="Merged windows by engine">
      <table className={css.table}>
        <caption>
          {windows.events === null
            ? "Below a percentile: the lowest and the highest of the windows."
            : "Below a number: the exact one, from the executions on the lines that the windows name."}
        </caption>
        <thead>
          <tr>
            <th scope="col" data-name>
              Engine
            </th>
            {heads("Windows", "n", "Success")}
            {percentiles.map((percentile) => (
              <th key={percentile} scope="col" title="An estimate, from the merged t-digests">
                p{percentile}
              </th>
            ))}
            {heads("Min", "Avg", "Max", "With latency")}
          </tr>
        </thead>
        <tbody>
          {row(<strong>All engines</strong>, "all", overall)}
          {engines.map((engine) => row(<EngineName id={engine.engineId} />, `engine ${engine.engineId}`, engine))}
        </tbody>
      </table>
    </Scroll>
  );
}

/** The windows one by one, the newest first. */
export function NewestTable({ windows: { newest, percentiles } }: { windows: EngineWindows }) {
  return (
    <Scroll label="Windows one by one">
      <table className={css.table}>
        <caption>All engines together, as each window says. Local time.</caption>
        <thead>
          <tr>
            <th scope="col" data-name>
              Started
            </th>
            {heads("Length", "n", "Success", ...percentiles.map((one) => `p${one}`), "Min", "Avg", "Max", "With latency")}
          </tr>
        </thead>
        <tbody>
          {newest.map((one, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a file may have a window twice
            <tr key={i}>
              <th scope="row" data-name>
                {formatTime(one.startMs / 1000)}
                {one.recovered && <span className="muted"> recovered</span>}
              </th>
              <td>{formatSpan(one.endMs - one.startMs)}</td>
              <td>{formatCount(one.count)}</td>
              <td>{one.count === 0 ? "—" : formatPercent(one.successCount / one.count)}</td>
              {[...one.percentiles, one.min, one.avg, one.max].map((value, at) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: a fixed row of numbers
                <td key={at}>{formatMs(value)}</td>
              ))}
              <td>{formatCount(one.n)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

function Scroll({ label, children }: { label: string; children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section className={css.scroll} tabIndex={0} aria-label={label}>
      {children}
    </section>
  );
}
