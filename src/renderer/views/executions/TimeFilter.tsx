import type { ExecutionFilter } from "../../../contract/index.ts";
import { formatTime } from "../../components/format.ts";
import { TimeInput } from "../../components/TimeInput.tsx";
import { FilterPopover } from "./FilterPopover.tsx";
import { tidy } from "./filter.ts";

interface TimeFilterProps {
  filter: ExecutionFilter;
  onChange(filter: ExecutionFilter): void;
}

/** From (inclusive) and to (exclusive), in local time. */
export function TimeFilter({ filter, onChange }: TimeFilterProps) {
  return (
    <FilterPopover label="Time" chosen={inWords(filter)}>
      <TimeInput label="From" labelled value={filter.fromS} onChange={(fromS) => onChange(tidy({ ...filter, fromS }))} />
      <TimeInput label="Until (exclusive)" labelled value={filter.toS} onChange={(toS) => onChange(tidy({ ...filter, toS }))} />
    </FilterPopover>
  );
}

function inWords({ fromS, toS }: ExecutionFilter): string | null {
  if (fromS !== undefined && toS !== undefined) return `${formatTime(fromS)} – ${formatTime(toS)}`;
  if (fromS !== undefined) return `from ${formatTime(fromS)}`;
  return toS === undefined ? null : `until ${formatTime(toS)}`;
}
