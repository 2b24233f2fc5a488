import { type ReactNode, useId } from "react";
import { Bar, BarChart, CartesianGrid, Tooltip, XAxis, YAxis } from "recharts";
import { type DatasetCharts, type Tier, tiers } from "../../../../contract/index.ts";
import { formatCount, formatNoun, visibleText } from "../../../components/format.ts";
import { TierBadge } from "../../../components/marks.tsx";
import css from "./TierBars.module.css";

type Counts = Record<Tier, number>;
type BarRow = Counts & { name: string };

const axis = { stroke: "var(--as-line-strong)", tick: { fill: "var(--as-muted)", fontSize: 11 }, tickSize: 4 } as const;
const style = { width: "100%", height: 130 } as const;
const margin = { top: 6, right: 6, bottom: 0, left: 0 } as const;
/** Bronze at the bottom: gold is what the eye looks for at the top. */
const stacked = [...tiers].reverse();

function countsInWords(row: BarRow): string {
  const parts = tiers.flatMap((tier) => (row[tier] > 0 ? [`${formatCount(row[tier])} ${tier}`] : []));
  return `${row.name}: ${parts.length > 0 ? parts.join(", ") : "none"}.`;
}

function Figure({ title, note, rows, children }: { title: string; note: string; rows: readonly BarRow[]; children: ReactNode }) {
  const id = useId();
  return (
    <figure className={css.figure} aria-labelledby={id}>
      <div className={css.head}>
        <h2 id={id} className={css.title}>
          {title}
        </h2>
        <span className={css.note}>{note}</span>
      </div>
      {children}
      <figcaption className="visually-hidden">
        {rows.map((row) => (
          <p key={row.name}>{countsInWords(row)}</p>
        ))}
      </figcaption>
    </figure>
  );
}

function Tip({ row }: { row: BarRow | undefined }) {
  if (row === undefined) return null;
  return (
    <div className={css.tip}>
      <div className={css.tipTitle}>{row.name}</div>
      {tiers.map((tier) => (
        <div key={tier} className={css.tipLine}>
          <TierBadge tier={tier} size={14} /> {formatCount(row[tier])}
        </div>
      ))}
    </div>
  );
}

const tip = ({ active, payload }: { active?: boolean; payload?: readonly { payload?: unknown }[] }) => (
  <Tip row={active ? (payload?.[0]?.payload as BarRow | undefined) : undefined} />
);
const series = stacked.map((tier) => (
  <Bar key={tier} dataKey={tier} stackId="tiers" fill={`var(--as-${tier})`} isAnimationActive={false} />
));

/** How many samples of each tier, by a number in steps. */
export function TierBars(props: { title: string; unit: string; bars: DatasetCharts["lengths"]; formatEdge: (edge: number) => string }) {
  const { title, unit, bars, formatEdge } = props;
  const rows = bars.map((bar) => ({ ...bar, name: `${formatEdge(bar.from)} to ${formatEdge(bar.to)}`, edge: formatEdge(bar.from) }));
  return (
    <Figure title={title} note={unit} rows={rows}>
      <BarChart responsive style={style} data={rows} margin={margin} barCategoryGap={2} aria-label={title}>
        <CartesianGrid stroke="var(--as-line)" vertical={false} />
        <XAxis {...axis} dataKey="edge" interval="preserveStartEnd" minTickGap={8} height={22} />
        <YAxis {...axis} allowDecimals={false} tickFormatter={formatCount} width={52} tickCount={4} />
        <Tooltip isAnimationActive={false} cursor={{ fill: "var(--as-hover)" }} content={tip} />
        {series}
      </BarChart>
    </Figure>
  );
}

/** How many samples of each tier every engine gave. */
export function EngineTiers({ engines, without }: { engines: DatasetCharts["engines"]; without: number }) {
  const rows = engines.map((engine) => ({ ...engine, name: engine.engineId === "" ? "all others" : visibleText(engine.engineId) }));
  const most = Math.max(1, ...rows.map(({ gold, silver, bronze }) => gold + silver + bronze));
  return (
    <Figure title="Tiers by engine" note={without > 0 ? `${formatNoun(without, "sample")} without an engine` : ""} rows={rows}>
      {rows.length === 0 ? (
        <p className={css.nothing}>No sample names the engine that wrote it.</p>
      ) : (
        <div className={css.engines} aria-hidden>
          {rows.map((row) => (
            <div key={row.name} className={css.engine} title={countsInWords(row)}>
              <span className={css.engineName} dir="ltr">
                {row.name}
              </span>
              <span className={css.track}>
                {tiers.map((tier) => (
                  <span key={tier} className={css.part} data-tier={tier} style={{ width: `${(row[tier] / most) * 100}%` }} />
                ))}
              </span>
              <span className={css.engineCount}>{formatCount(row.gold + row.silver + row.bronze)}</span>
            </div>
          ))}
        </div>
      )}
    </Figure>
  );
}
