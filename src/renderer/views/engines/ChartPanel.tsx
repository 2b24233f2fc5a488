import { type ReactNode, useId } from "react";
import { ErrorState, LoadingRows } from "../../components/states.tsx";
import type { useHostQuery } from "../../state/queries.ts";
import { toFileName } from "../../state/save-file.ts";
import css from "./charts.module.css";

export interface ChartPanelProps {
  title: string;
  /** Instead of the title, where a control beside it says the rest. */
  heading?: string;
  /** What is beside the title: toggles of this chart. */
  controls?: ReactNode;
  /** One line under the title: unit, n, method. */
  note?: ReactNode;
  /** Where there is little room, the toggles have a line of their own. */
  stacked?: boolean;
  /** The chart in sentences, for screen readers. */
  inWords?: readonly string[];
  /** What is drawn answers another question, until the answer to this one is there. */
  busy?: boolean;
  children: ReactNode;
}

/** The frame of a chart: a heading, a line that says what is drawn, the chart, and the same in words. */
export function ChartPanel({ title, heading, controls, note, stacked = false, inWords = [], busy = false, children }: ChartPanelProps) {
  const id = useId();
  return (
    <figure className={css.panel} aria-labelledby={id} aria-busy={busy || undefined} id={`figure-${toFileName(title)}`}>
      <div className={css.head} data-stacked={stacked || undefined}>
        <h2 id={id} className={css.title}>
          {heading ?? title}
          {heading !== undefined && <span className="visually-hidden">: {title}</span>}
        </h2>
        <div className={css.note}>{note}</div>
        <div className={css.controls}>{controls}</div>
      </div>
      <div className={css.chart}>{children}</div>
      {inWords.length > 0 && (
        <figcaption className="visually-hidden">
          {inWords.map((sentence) => (
            <p key={sentence}>{sentence}</p>
          ))}
        </figcaption>
      )}
    </figure>
  );
}

/** Shown instead of a chart without data: why. */
export function NothingToDraw({ children }: { children: ReactNode }) {
  return <div className={css.nothing}>{children}</div>;
}

/** A chart without data: nothing selected, loading, or failed. */
export function Unready({
  title,
  none,
  answer,
}: {
  title: string;
  none: boolean;
  answer: Pick<ReturnType<typeof useHostQuery>, "error" | "refetch">;
}) {
  return (
    <ChartPanel title={title}>
      {none ? (
        <NothingToDraw>Select engines in the table to plot them.</NothingToDraw>
      ) : answer.error === null ? (
        <LoadingRows rows={4} />
      ) : (
        <ErrorState error={answer.error} onRetry={answer.refetch} />
      )}
    </ChartPanel>
  );
}
