import { SegmentedControl } from "@mantine/core";
import { printShortcut } from "../../../components/KeyHint.tsx";
import { useCommands } from "../../../components/use-commands.ts";
import { enginePartCommands, enginePartList } from "./commands.ts";
import { type EnginePart, enginePartLabels, engineParts, showEnginePart, useEnginePart } from "./part.ts";

/** Between the table of all engines, two compared, and who beats whom. */
export function EnginePartPicker() {
  const part = useEnginePart();
  const next = engineParts[(engineParts.indexOf(part) + 1) % engineParts.length] ?? "table";
  useCommands(enginePartList, { nextPart: () => showEnginePart(next) });
  return (
    <SegmentedControl
      size="xs"
      aria-label="Part of Engines"
      title={`${enginePartCommands.next.label}: ${printShortcut(enginePartCommands.next)}`}
      data={engineParts.map((value) => ({ value, label: enginePartLabels[value] }))}
      value={part}
      onChange={(value) => showEnginePart(value as EnginePart)}
    />
  );
}
