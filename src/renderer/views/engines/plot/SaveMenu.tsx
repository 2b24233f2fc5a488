import type { Cell } from "../../../components/chart-file.ts";
import { visibleText } from "../../../components/format.ts";
import { SaveChart } from "../../../components/SaveChart.tsx";
import { useEngineStyles } from "../../../state/engine-styles.ts";
import { styleOf } from "./style-of.ts";

interface SaveMenuProps {
  /** Of the chart; also the file's name. */
  title: string;
  engines: readonly string[];
  /** The numbers of the chart, headings first. */
  rows(): readonly (readonly Cell[])[];
}

/** Saves a chart of engines. */
export function SaveMenu({ title, engines, rows }: SaveMenuProps) {
  const styles = useEngineStyles();
  return (
    <SaveChart title={title} legend={engines.map((id) => ({ name: visibleText(id), color: styleOf(styles, id).color }))} rows={rows} />
  );
}
