import { useElementSize } from "@mantine/hooks";
import { useMemo } from "react";
import type { SqlAnswer } from "../../../../contract/index.ts";
import { visibleText } from "../../../components/format.ts";
import { type EngineStyle, shapePath } from "../../../state/engine-style.ts";
import { useEngineStyles } from "../../../state/engine-styles.ts";
import { Bars } from "./Bars.tsx";
import css from "./chart.module.css";
import type { ChartData } from "./chart-data.ts";
import { toChartData } from "./chart-data.ts";
import type { ChartColumns } from "./columns.ts";
import { chartInWords, limitsInWords } from "./in-words.ts";
import { Lines } from "./Lines.tsx";
import { categoryColors, seriesLooks } from "./looks.ts";

/** Everything a chart of an answer is made from. */
export interface AnswerChartParts {
  data: ChartData;
  looks: readonly EngineStyle[];
  colors: readonly string[];
}

export function useAnswerChart(answer: SqlAnswer, columns: ChartColumns | null): AnswerChartParts | null {
  const engines = useEngineStyles();
  return useMemo(() => {
    if (columns === null) return null;
    const data = toChartData(answer, columns);
    return { data, looks: seriesLooks(data, engines), colors: categoryColors(data, engines) };
  }, [answer, columns, engines]);
}

/** @param id of the figure, which the menu that saves it looks for. */
export function AnswerChart({ id, data, looks, colors }: AnswerChartParts & { id: string }) {
  const { ref, width, height } = useElementSize<HTMLDivElement>();
  const isEmpty = data.series.every(({ points }) => points.every(({ y }) => y === null));
  const limits = limitsInWords(data);
  return (
    <figure className={css.figure} id={id} aria-label="Answer as a chart">
      <ul className={css.legend}>
        {data.series.map(({ key, name }, i) => (
          <li key={key}>
            {!isPlainBars(data) && <Swatch look={looks[i]} />}
            <span title={visibleText(name)}>{visibleText(name)}</span>
          </li>
        ))}
      </ul>
      <p className={css.note}>{limits}</p>
      <div ref={ref} className={css.space}>
        {isEmpty ? (
          <p className={css.nothing}>No finite number to draw in these columns.</p>
        ) : width <= 0 ? null : data.kind === "bars" ? (
          <Bars data={data} looks={looks} colors={colors} width={width - 16} />
        ) : (
          <Lines data={data} looks={looks} width={width} height={Math.max(120, height - 22)} />
        )}
      </div>
      <figcaption className="visually-hidden">
        {chartInWords(data).map((sentence) => (
          <p key={sentence}>{sentence}</p>
        ))}
      </figcaption>
    </figure>
  );
}

/** Bars of one series may each have the colour of their engine. */
export const isPlainBars = ({ kind, series }: ChartData): boolean => kind === "bars" && series.length === 1;

function Swatch({ look }: { look: EngineStyle | undefined }) {
  if (look === undefined) return null;
  return (
    <svg width={22} height={10} aria-hidden="true">
      <line x1={0} x2={22} y1={5} y2={5} stroke={look.color} strokeWidth={2} strokeDasharray={look.dash} />
      <path d={shapePath(look.shape, 11, 5, 3.5)} fill={look.color} />
    </svg>
  );
}
