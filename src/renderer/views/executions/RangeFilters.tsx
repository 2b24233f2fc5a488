import { Button, NumberInput, Popover, SegmentedControl, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { IconChevronDown } from "@tabler/icons-react";
import { type ReactNode, useEffect, useState } from "react";
import type { ExecutionFilter } from "../../../contract/index.ts";
import { formatMs, formatTime, formatUsd, visibleText } from "../../components/format.ts";
import { TimeInput } from "../../components/TimeInput.tsx";
import { tidy } from "./filter.ts";
import css from "./toolbar.module.css";

interface RangeFilterProps {
  filter: ExecutionFilter;
  onChange(filter: ExecutionFilter): void;
}

/** From (inclusive) and to (exclusive), in local time. */
export function TimeFilter({ filter, onChange }: RangeFilterProps) {
  return (
    <FilterPopover label="Time" chosen={timeWords(filter)}>
      <TimeInput label="From" labelled value={filter.fromS} onChange={(fromS) => onChange(tidy({ ...filter, fromS }))} />
      <TimeInput label="Until (exclusive)" labelled value={filter.toS} onChange={(toS) => onChange(tidy({ ...filter, toS }))} />
    </FilterPopover>
  );
}

function timeWords({ fromS, toS }: ExecutionFilter): string | null {
  if (fromS !== undefined && toS !== undefined) return `${formatTime(fromS)} – ${formatTime(toS)}`;
  if (fromS !== undefined) return `from ${formatTime(fromS)}`;
  return toS === undefined ? null : `until ${formatTime(toS)}`;
}

const waitMs = 300;

/** From and to a latency, in ms. Executions of unknown latency never match. */
export function LatencyFilter({ filter, onChange }: RangeFilterProps) {
  return (
    <FilterPopover label="Latency" chosen={latencyWords(filter)}>
      <Amount label="At least" value={filter.minLatencyMs} onChange={(minLatencyMs) => onChange(tidy({ ...filter, minLatencyMs }))} />
      <Amount label="At most" value={filter.maxLatencyMs} onChange={(maxLatencyMs) => onChange(tidy({ ...filter, maxLatencyMs }))} />
    </FilterPopover>
  );
}

function latencyWords({ minLatencyMs, maxLatencyMs }: ExecutionFilter): string | null {
  if (minLatencyMs !== undefined && maxLatencyMs !== undefined) return `${formatMs(minLatencyMs)} – ${formatMs(maxLatencyMs)}`;
  if (minLatencyMs !== undefined) return `≥ ${formatMs(minLatencyMs)}`;
  return maxLatencyMs === undefined ? null : `≤ ${formatMs(maxLatencyMs)}`;
}

interface AmountProps {
  label: string;
  suffix?: string;
  value: number | undefined;
  onChange(value: number | undefined): void;
}

function Amount({ label, suffix = " ms", value, onChange }: AmountProps) {
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
      suffix={suffix}
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

const answeredBy = [
  { value: "any", label: "Any" },
  { value: "engine", label: "Engine" },
  { value: "cache", label: "Cache" },
];

/** Cost, who answered, and a tag. Executions that do not say what they cost match no least cost. */
export function UsageFilter({ filter, onChange }: RangeFilterProps) {
  const { minCostUsd, cached, tag } = filter;
  return (
    <FilterPopover label="More" chosen={usageWords(filter)}>
      <Amount label="Cost at least" suffix=" USD" value={minCostUsd} onChange={(next) => onChange(tidy({ ...filter, minCostUsd: next }))} />
      <SegmentedControl
        aria-label="Answered by"
        data={answeredBy}
        value={cached === undefined ? "any" : cached ? "cache" : "engine"}
        onChange={(value) => onChange(tidy({ ...filter, cached: value === "any" ? undefined : value === "cache" }))}
      />
      <TextInput
        label="Tag"
        placeholder="any"
        maxLength={200}
        value={tag ?? ""}
        onChange={(event) => onChange(tidy({ ...filter, tag: event.currentTarget.value }))}
      />
    </FilterPopover>
  );
}

function usageWords({ minCostUsd, cached, tag }: ExecutionFilter): string | null {
  const words = [
    ...(minCostUsd === undefined ? [] : [`≥ ${formatUsd(minCostUsd)}`]),
    ...(cached === undefined ? [] : [cached ? "cached" : "not cached"]),
    ...(tag === undefined ? [] : [visibleText(tag)]),
  ];
  return words.length === 0 ? null : words.join(", ");
}

/** A button that shows a range and opens its two inputs. */
function FilterPopover({ label, chosen, children }: { label: string; chosen: string | null; children: ReactNode }) {
  return (
    <Popover trapFocus position="bottom-start" offset={4} shadow="none" withinPortal>
      <Popover.Target>
        <Button
          variant="default"
          className={css.filter}
          data-chosen={chosen !== null || undefined}
          rightSection={<IconChevronDown size={13} aria-hidden />}
        >
          <span className={css.filterLabel}>{label}</span>
          <span className={css.filterValue}>{chosen ?? "any"}</span>
        </Button>
      </Popover.Target>
      <Popover.Dropdown className={css.dropdown}>{children}</Popover.Dropdown>
    </Popover>
  );
}
