import { Button, SegmentedControl } from "@mantine/core";
import { useMemo, useState } from "react";
import type { SqlAnswer } from "../../../contract/index.ts";
import { toCsv } from "../../components/chart-file.ts";
import { visibleText } from "../../components/format.ts";
import { SaveChart } from "../../components/SaveChart.tsx";
import { reportDone, reportFailure } from "../../state/notify.ts";
import { useHostQuery } from "../../state/queries.ts";
import { saveFile } from "../../state/save-file.ts";
import { useViewState } from "../../state/view-state.ts";
import { AnswerTable } from "./AnswerTable.tsx";
import type { Show } from "./address.ts";
import { type Sort, sortRows, toCsvRows, toFileName, toMarkdown } from "./answer.ts";
import { AnswerChart, isPlainBars, useAnswerChart } from "./chart/AnswerChart.tsx";
import { ChartChoice } from "./chart/ChartChoice.tsx";
import { toFileRows } from "./chart/chart-data.ts";
import { type ChosenColumns, toChartColumns } from "./chart/columns.ts";
import css from "./sql.module.css";

const chartTitle = "SQL answer";
const chartId = "figure-sql-answer";

/** An answer as a table or, where it has what one needs, a chart; and its ways out. */
export function Answer({ answer }: { answer: SqlAnswer }) {
  const [sort, setSort] = useState<Sort | null>(null);
  const [show, setShow] = useViewState<Show>("sql.show", "table");
  const [chosen, setChosen] = useViewState<ChosenColumns>("sql.chart", {});
  const isDesktop = useHostQuery("host.info", {}).data?.host === "desktop";
  const rows = useMemo(() => sortRows(answer.rows, sort), [answer.rows, sort]);
  const columns = useMemo(() => toChartColumns(answer, chosen), [answer, chosen]);
  const chart = useAnswerChart(answer, show === "chart" ? columns : null);
  const csv = () => toCsv(toCsvRows(answer, rows));
  const copy = async (what: string, text: string) => {
    try {
      await navigator.clipboard.writeText(text);
      reportDone(`Copied as ${what}.`);
    } catch {
      reportFailure({ code: "unavailable", message: "The clipboard is not available." });
    }
  };
  const legend =
    chart?.data.series.map(({ name }, i) => ({
      name: visibleText(name),
      color: isPlainBars(chart.data) ? "none" : (chart.looks[i]?.color ?? "none"),
    })) ?? [];
  return (
    <>
      <div className={css.actions}>
        <SegmentedControl
          size="xs"
          aria-label="Show the answer as"
          data={[
            { value: "table", label: "Table" },
            { value: "chart", label: "Chart", disabled: columns === null },
          ]}
          value={chart === null ? "table" : "chart"}
          onChange={(value) => setShow(value as Show)}
        />
        {chart !== null && columns !== null && <ChartChoice answer={answer} columns={columns} chosen={chosen} onChange={setChosen} />}
        {show === "chart" && columns === null && (
          <span className={css.kind}>No chart: it needs rows with a number and another column for x.</span>
        )}
        <div className={css.out}>
          {chart !== null && <SaveChart title={chartTitle} legend={legend} rows={() => toFileRows(chart.data)} />}
          <Button
            size="compact-xs"
            variant="default"
            onClick={() => void saveFile(new Blob([csv()], { type: "text/csv" }), toFileName(answer))}
          >
            {isDesktop ? "Save as CSV…" : "Download CSV"}
          </Button>
          <Button size="compact-xs" variant="default" onClick={() => void copy("CSV", csv())}>
            Copy as CSV
          </Button>
          <Button size="compact-xs" variant="default" onClick={() => void copy("Markdown", toMarkdown(answer, rows))}>
            Copy as Markdown
          </Button>
        </div>
      </div>
      {chart === null ? (
        <AnswerTable columns={answer.columns} rows={rows} sort={sort} onSort={setSort} />
      ) : (
        <AnswerChart id={chartId} {...chart} />
      )}
    </>
  );
}
