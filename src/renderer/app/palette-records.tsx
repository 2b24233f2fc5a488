import { useDebouncedValue } from "@mantine/hooks";
import type { SpotlightActionData, SpotlightActionGroupData } from "@mantine/spotlight";
import { IconExternalLink } from "@tabler/icons-react";
import type { ViewName } from "../../contract/index.ts";
import { formatNoun, shortName, visibleText } from "../components/format.ts";
import { findAddress } from "../state/address/address.ts";
import { linkTo } from "../state/address/link.ts";
import { useHostQuery } from "../state/queries.ts";
import { address, addressTable } from "./addresses.ts";
import { views } from "./views.tsx";

/** A search waits until typing pauses, and for two characters: one finds nearly everything. */
const pauseMs = 250;
const shortest = 2;
const listed = 4;

/**
 * The records that the palette finds: engines by name, executions by the id of their trace or task, comparisons and samples by their texts; and an
 * address that was pasted.
 * @param typed as it stands in the palette; "" while it is closed.
 */
export function usePaletteRecords(typed: string): SpotlightActionGroupData[] {
  const wanted = typed.trim();
  const [paused] = useDebouncedValue(wanted, pauseMs);
  const text = paused.slice(0, 500);
  const link = findAddress(addressTable, wanted);
  const enabled = text.length >= shortest && link === null && wanted !== "";
  const engines = useHostQuery("engines.names", {}, { enabled: wanted.length >= shortest }).data;
  const byTrace = useHostQuery("executions.list", { filter: { traceId: text || "-" }, sort: "newest", limit: listed }, { enabled }).data;
  const byTask = useHostQuery("executions.list", { filter: { taskId: text || "-" }, sort: "newest", limit: listed }, { enabled }).data;
  const comparisons = useHostQuery("comparisons.list", { filter: { text }, limit: listed }, { enabled }).data;
  const samples = useHostQuery("samples.list", { filter: { text }, limit: listed }, { enabled }).data;
  if (link !== null) {
    return [{ group: "Link", actions: [toAction("link.open", "Open the link", link, <IconExternalLink {...iconProps} />, wanted, link)] }];
  }
  if (wanted.length < shortest) return [];
  const folded = wanted.toLocaleLowerCase();
  const named = (engines ?? []).filter(({ engineId }) => engineId.toLocaleLowerCase().includes(folded)).slice(0, listed);
  const executions = enabled ? [...(byTrace?.rows ?? []), ...(byTask?.rows ?? [])] : [];
  const of = (view: ViewName, parameters: Record<string, string>, id: string, label: string, description: string) => {
    const { icon: Icon } = views[view];
    return toAction(id, label, description, <Icon {...iconProps} />, wanted, linkTo(view, parameters));
  };
  const groups: SpotlightActionGroupData[] = [
    {
      group: "Engines",
      actions: named.map(({ engineId, executions: n, candidates }) =>
        of("engines", { engine: engineId }, `engine.${engineId}`, shortName(engineId, 60), describeEngine(n, candidates)),
      ),
    },
    {
      group: "Executions",
      actions: [
        ...executions.map((row) =>
          of(
            "executions",
            { [row.traceId === text ? "trace" : "task"]: text, record: String(row.offset), open: "yes" },
            `execution.${row.offset}`,
            `${shortName(row.engineId)}: ${oneLine(row.inputHead)}`,
            row.traceId === text ? `trace ${shortName(text)}` : `task ${shortName(text)}`,
          ),
        ),
        of("executions", { text: wanted }, "executions.searchFor", `Search executions for “${shortName(wanted)}”`, "In all texts"),
      ],
    },
    {
      group: "Comparisons",
      actions: (enabled ? (comparisons?.rows ?? []) : []).map((row) =>
        of("comparisons", { text, comparison: row.key }, `comparison.${row.key}`, oneLine(row.queryHead), shortName(row.comparisonId)),
      ),
    },
    {
      group: "Samples",
      actions: (enabled ? (samples?.rows ?? []) : []).map((row) =>
        of("samples", { text, sample: row.ref }, `sample.${row.ref}`, oneLine(row.inputHead), `${row.tier}: ${oneLine(row.outputHead)}`),
      ),
    },
  ];
  return groups.filter(({ actions }) => actions.length > 0);
}

const iconProps = { size: 16, stroke: 1.6, "aria-hidden": true } as const;

const describeEngine = (executions: number, candidates: number) =>
  [
    ...(executions > 0 ? [formatNoun(executions, "execution")] : []),
    ...(candidates > 0 ? [`${formatNoun(candidates, "answer")} in comparisons`] : []),
  ].join(", ");

/** The beginning of a text, on one line of the palette. */
function oneLine(text: string): string {
  const characters = [...visibleText(text.replaceAll(/\s+/g, " ").trim())];
  return characters.length > 70 ? `${characters.slice(0, 69).join("")}…` : characters.join("") || "(empty)";
}

/** @param typed what the palette filters by: a record is listed because the host found it, whatever its label is. */
function toAction(id: string, label: string, description: string, icon: React.ReactNode, typed: string, link: string): SpotlightActionData {
  return { id, label, description: visibleText(description), keywords: [typed], leftSection: icon, onClick: () => address.open(link) };
}
