import { ActionIcon, Menu } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { useHostQuery } from "../state/queries.ts";
import { saveFile, toFileName } from "../state/save-file.ts";
import { type Cell, type LegendEntry, toCsv, toPng, toSvg } from "./chart-file.ts";

interface SaveChartProps {
  /** Of the chart, whose element has the id `figure-` and this as a file's name. */
  title: string;
  legend: readonly LegendEntry[];
  /** The numbers of the chart, headings first. */
  rows(): readonly (readonly Cell[])[];
}

const formats = ["png", "svg", "csv"] as const;

/** Saves a chart as PNG or SVG, and its numbers as CSV. */
export function SaveChart({ title, legend, rows }: SaveChartProps) {
  const isDesktop = useHostQuery("host.info", {}).data?.host === "desktop";
  const name = toFileName(title);
  const draw = async (as: "png" | "svg"): Promise<Blob | null> => {
    const figure = document.getElementById(`figure-${name}`);
    const svg = figure === null ? null : toSvg(figure, title, legend);
    if (svg === null) return null;
    return as === "svg" ? new Blob([svg.text], { type: "image/svg+xml" }) : toPng(svg).catch(() => null);
  };
  const save = async (as: (typeof formats)[number]) =>
    saveFile(as === "csv" ? new Blob([toCsv(rows())], { type: "text/csv" }) : await draw(as), `${name}.${as}`);
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <ActionIcon size="sm" variant="subtle" color="gray" aria-label={`Save: ${title}`} title="Save chart">
          <IconDownload size={15} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {formats.map((as) => (
          <Menu.Item key={as} onClick={() => void save(as)}>
            {isDesktop ? `Save as ${as.toUpperCase()}…` : `Download ${as.toUpperCase()}`}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
