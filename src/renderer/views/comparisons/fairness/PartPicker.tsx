import { SegmentedControl } from "@mantine/core";
import { printShortcut } from "../../../components/KeyHint.tsx";
import { useCommands } from "../../../components/use-commands.ts";
import { partCommandList, partCommands } from "./commands.ts";
import { type Part, partLabels, parts, showPart, usePart } from "./part.ts";

/** Between reviewing and how fairly it is done. */
export function PartPicker() {
  const part = usePart();
  useCommands(partCommandList, { nextPart: () => showPart(part === "review" ? "fairness" : "review") });
  return (
    <SegmentedControl
      size="xs"
      aria-label="Part of Comparisons"
      title={`${partCommands.next.label}: ${printShortcut(partCommands.next)}`}
      data={parts.map((value) => ({ value, label: partLabels[value] }))}
      value={part}
      onChange={(value) => showPart(value as Part)}
    />
  );
}
