import { ActionIcon, Menu } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { visibleText } from "../../../components/format.ts";
import { useEngineStyles } from "../../../state/engine-styles.ts";
import { useHostQuery } from "../../../state/queries.ts";
import { type Cell, toCsv, toPng, toSvg } from "./chart-file.ts";
import { styleOf } from "./style-of.ts";

interface SaveMenuProps {
  /** Of the chart; also the file's name. */
  title: string;
  engines: readonly string[];
  /** The numbers of the chart, headings first. */
  rows(): readonly (readonly Cell[])[];
}

/** Saves a chart as PNG or SVG, and its numbers as CSV. The desktop saves no files from the page: there SVG and CSV are copied as text. */
export function SaveMenu({ title, engines, rows }: SaveMenuProps) {
  const styles = useEngineStyles();
  const isDesktop = useHostQuery("host.info", {}).data?.host === "desktop";
  const file = title.toLowerCase().replaceAll(/\W+/g, "-");
  const draw = () => {
    const figure = document.getElementById(`figure-${file}`);
    if (figure === null) return null;
    const legend = engines.map((id) => ({ name: visibleText(id), color: styleOf(styles, id).color }));
    return toSvg(figure, title, legend);
  };
  const save = async (as: "png" | "svg" | "csv") => {
    if (as === "csv") return keep(new Blob([toCsv(rows())], { type: "text/csv" }), `${file}.csv`, isDesktop);
    const svg = draw();
    if (svg === null) return;
    const blob = as === "svg" ? new Blob([svg.text], { type: "image/svg+xml" }) : await toPng(svg);
    if (blob !== null) await keep(blob, `${file}.${as}`, isDesktop);
  };
  const items = (isDesktop ? ["svg", "csv"] : ["png", "svg", "csv"]) as ("png" | "svg" | "csv")[];
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <ActionIcon size="sm" variant="subtle" color="gray" aria-label={`Save: ${title}`} title="Save chart">
          <IconDownload size={15} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {items.map((as) => (
          <Menu.Item key={as} onClick={() => void save(as)}>
            {`${isDesktop ? "Copy as" : "Download"} ${as.toUpperCase()}`}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

async function keep(blob: Blob, name: string, isDesktop: boolean): Promise<void> {
  if (isDesktop) return navigator.clipboard.writeText(await blob.text());
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
