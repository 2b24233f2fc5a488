import { ActionIcon, Anchor, SegmentedControl, Select, Tooltip } from "@mantine/core";
import { IconArrowsExchange } from "@tabler/icons-react";
import { foldText } from "../../../../contract/index.ts";
import { shortName, visibleText } from "../../../components/format.ts";
import { MiddleEllipsis } from "../../../components/MiddleEllipsis.tsx";
import { TimeInput } from "../../../components/TimeInput.tsx";
import { linkTo } from "../../../state/address/link.ts";
import css from "./comparing.module.css";
import type { Compared } from "./use-compared.ts";

/** Chooses what is compared: two engines, or one before and since a time. */
export function SidePicker({ compared }: { compared: Compared }) {
  const { a, b, setA, setB, swap, periods, setPeriods, since, setSince, to } = compared;
  const { names } = compared.part;
  return (
    <div className={css.sides}>
      <SegmentedControl
        size="xs"
        aria-label="What is compared"
        data={[
          { value: "engines", label: "Two engines" },
          { value: "periods", label: "Before and since" },
        ]}
        value={periods ? "periods" : "engines"}
        onChange={(value) => setPeriods(value === "periods")}
      />
      <EngineSelect label={periods ? "Engine" : "A"} value={a} names={names} onChange={setA} />
      {periods ? (
        <>
          <TimeInput
            label="Since"
            hint="Since (inclusive), local time; sentences are in UTC"
            value={since}
            onChange={(seconds) => setSince(seconds ?? null)}
          />
          {since !== undefined && to !== undefined && since < to && (
            <Anchor size="sm" href={changesSince(since, to)}>
              All engines since then
            </Anchor>
          )}
        </>
      ) : (
        <>
          <Tooltip label="Swap A and B">
            <ActionIcon variant="subtle" color="gray" aria-label="Swap A and B" disabled={a === null || b === null} onClick={swap}>
              <IconArrowsExchange size={16} aria-hidden />
            </ActionIcon>
          </Tooltip>
          <EngineSelect label="B" value={b} names={names} onChange={setB} />
        </>
      )}
    </div>
  );
}

/** The table of all engines with how each changed, the slower ones first. @param since and to: Unix seconds. */
const changesSince = (since: number, to: number) =>
  linkTo("engines", { from: `${since}`, to: `${to}`, sort: "-change", columns: "count,success,p50,p95,p99,change,successChange" });

/** Characters that fit into the field. */
const maxShown = 28;

interface EngineSelectProps {
  label: string;
  /** What no engine means; without it there has to be one. */
  allLabel?: string;
  value: string | null;
  names: readonly string[];
  onChange(engine: string | null): void;
}

export function EngineSelect({ label, allLabel, value, names, onChange }: EngineSelectProps) {
  const all = value === null || names.includes(value) ? names : [value, ...names];
  return (
    <Select
      leftSection={label.length === 1 ? <b aria-hidden>{label}</b> : undefined}
      aria-label={label.length === 1 ? `Engine ${label}` : label}
      placeholder={allLabel ?? "Choose an engine"}
      w={240}
      searchable
      limit={200}
      allowDeselect={allLabel !== undefined}
      clearable={allLabel !== undefined}
      clearButtonProps={{ "aria-label": allLabel }}
      data={all.map((name) => ({ value: name, label: shortName(name, maxShown) }))}
      filter={({ options, search, limit }) => {
        const text = foldText(search.trim());
        return options.filter((option) => "value" in option && foldText(option.value).includes(text)).slice(0, limit);
      }}
      value={value}
      onChange={onChange}
      title={value === null ? undefined : visibleText(value)}
      renderOption={({ option }) => <MiddleEllipsis text={option.value} />}
      nothingFoundMessage="No matching engines"
      comboboxProps={{ width: 320, position: "bottom-start" }}
    />
  );
}
