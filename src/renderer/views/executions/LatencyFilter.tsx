import { NumberInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { useEffect, useState } from "react";
import type { ExecutionFilter } from "../../../contract/index.ts";
import { formatMs } from "../../components/format.ts";
import { FilterPopover } from "./FilterPopover.tsx";
import { tidy } from "./filter.ts";

interface LatencyFilterProps {
  filter: ExecutionFilter;
  onChange(filter: ExecutionFilter): void;
}

const waitMs = 300;

/** From and to a latency, in ms. Executions of unknown latency never match. */
export function LatencyFilter({ filter, onChange }: LatencyFilterProps) {
  return (
    <FilterPopover label="Latency" chosen={inWords(filter)}>
      <Amount label="At least" value={filter.minLatencyMs} onChange={(minLatencyMs) => onChange(tidy({ ...filter, minLatencyMs }))} />
      <Amount label="At most" value={filter.maxLatencyMs} onChange={(maxLatencyMs) => onChange(tidy({ ...filter, maxLatencyMs }))} />
    </FilterPopover>
  );
}

function inWords({ minLatencyMs, maxLatencyMs }: ExecutionFilter): string | null {
  if (minLatencyMs !== undefined && maxLatencyMs !== undefined) return `${formatMs(minLatencyMs)} – ${formatMs(maxLatencyMs)}`;
  if (minLatencyMs !== undefined) return `≥ ${formatMs(minLatencyMs)}`;
  return maxLatencyMs === undefined ? null : `≤ ${formatMs(maxLatencyMs)}`;
}

function Amount({ label, value, onChange }: { label: string; value: number | undefined; onChange(value: number | undefined): void }) {
  const [text, setText] = useState<string | number>(value ?? "");
  useEffect(() => setText(value ?? ""), [value]);
  const report = useDebouncedCallback((next: string | number) => {
    const amount = Number(next);
    if (next === "") onChange(undefined);
    else if (Number.isFinite(amount)) onChange(amount);
  }, waitMs);
  return (
    <NumberInput
      label={label}
      suffix=" ms"
      placeholder="any"
      hideControls
      min={0}
      clampBehavior="strict"
      allowNegative={false}
      value={text}
      onChange={(next) => {
        setText(next);
        report(next);
      }}
    />
  );
}
