import { MultiSelect, SegmentedControl, Select, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { useState } from "react";
import type { ExecutionFacets, ExecutionFilter } from "../../../contract/index.ts";
import { EngineFilter } from "../../components/EngineFilter.tsx";
import { formatCount, visibleText } from "../../components/format.ts";
import { TimeInput } from "../../components/TimeInput.tsx";
import { useHostQuery } from "../../state/queries.ts";
import { Amount } from "./Amount.tsx";
import { tidy } from "./filter.ts";
import type { ChipName } from "./filter-parts.ts";

interface EditorProps {
  filter: ExecutionFilter;
  onChange(filter: ExecutionFilter): void;
}

/** The fields in which what a chip says is chosen. */
export function ChipEditor({ name, filter, onChange }: EditorProps & { name: ChipName }) {
  const set = (parts: ExecutionFilter | { [part in keyof ExecutionFilter]: undefined }) =>
    onChange(tidy({ ...filter, ...parts } as ExecutionFilter));
  switch (name) {
    case "engines":
      return <EngineFilter inPopover value={filter.engines ?? []} onChange={(engines) => set({ engines })} />;
    case "outcome":
      return <Flag label="Outcome" yes="Succeeded" no="Failed" value={filter.success} onChange={(success) => set({ success })} />;
    case "answeredBy":
      return <Flag label="Answered by" yes="Cache" no="Engine" value={filter.cached} onChange={(cached) => set({ cached })} />;
    case "time":
      return (
        <>
          <TimeInput label="From" labelled value={filter.fromS} onChange={(fromS) => set({ fromS })} />
          <TimeInput label="Until (exclusive)" labelled value={filter.toS} onChange={(toS) => set({ toS })} />
        </>
      );
    case "latency":
      return <Range suffix=" ms" min="minLatencyMs" max="maxLatencyMs" filter={filter} onChange={onChange} />;
    case "quality":
      return <Range suffix="" atMost={1} min="minQuality" max="maxQuality" filter={filter} onChange={onChange} />;
    case "cost":
      return <Range suffix=" USD" min="minCostUsd" max="maxCostUsd" filter={filter} onChange={onChange} />;
    case "inputTokens":
      return <Range suffix=" tokens" whole min="minInputTokens" max="maxInputTokens" filter={filter} onChange={onChange} />;
    case "outputTokens":
      return <Range suffix=" tokens" whole min="minOutputTokens" max="maxOutputTokens" filter={filter} onChange={onChange} />;
    case "status":
      return <Statuses value={filter.statuses ?? []} onChange={(statuses) => set({ statuses })} />;
    case "tag":
      return <Facet label="Tag" of="tags" value={filter.tag} onChange={(tag) => set({ tag })} />;
    case "dialect":
      return <Facet label="Source format" of="dialects" value={filter.dialect} onChange={(dialect) => set({ dialect })} />;
    case "sourceFile":
      return <Facet label="Source file" of="sourceFiles" value={filter.sourceFile} onChange={(sourceFile) => set({ sourceFile })} />;
    case "trace":
      return <RecordId label="Trace id" value={filter.traceId} onChange={(traceId) => set({ traceId })} />;
    case "task":
      return <RecordId label="Task id" value={filter.taskId} onChange={(taskId) => set({ taskId })} />;
  }
}

type NumberPart = {
  [part in keyof ExecutionFilter]-?: NonNullable<ExecutionFilter[part]> extends number ? part : never;
}[keyof ExecutionFilter];

interface RangeProps extends EditorProps {
  min: NumberPart;
  max: NumberPart;
  suffix: string;
  atMost?: number;
  whole?: boolean;
}

/** From and to a number. Executions that do not report it never match. */
function Range({ filter, onChange, min, max, ...amount }: RangeProps) {
  return (
    <>
      <Amount label="At least" {...amount} value={filter[min]} onChange={(value) => onChange(tidy({ ...filter, [min]: value }))} />
      <Amount label="At most" {...amount} value={filter[max]} onChange={(value) => onChange(tidy({ ...filter, [max]: value }))} />
    </>
  );
}

interface FlagProps {
  label: string;
  yes: string;
  no: string;
  value: boolean | undefined;
  onChange(value: boolean | undefined): void;
}

function Flag({ label, yes, no, value, onChange }: FlagProps) {
  return (
    <SegmentedControl
      aria-label={label}
      data={[
        { value: "any", label: "Any" },
        { value: "yes", label: yes },
        { value: "no", label: no },
      ]}
      value={value === undefined ? "any" : value ? "yes" : "no"}
      onChange={(chosen) => onChange(chosen === "any" ? undefined : chosen === "yes")}
    />
  );
}

type Facets = Exclude<keyof ExecutionFacets, "statuses">;

/** Names to choose from, with how many executions have each. What was chosen stays a choice where nothing has it any more. */
function useFacet(of: keyof ExecutionFacets, chosen: readonly string[]) {
  const { data } = useHostQuery("executions.facets", {}, { follows: "executions", calmMs: 1000, keepPrevious: true });
  const { values, distinct } = data?.[of] ?? { values: [], distinct: 0 };
  const gone = chosen
    .filter((name) => values.every((value) => value.name !== name))
    .map((name) => ({ value: name, label: visibleText(name) }));
  const known = values.map(({ name, count }) => ({
    value: name,
    label: `${name === "" ? "empty" : visibleText(name)} · ${formatCount(count)}`,
  }));
  return {
    data: [...gone, ...known],
    hint: distinct > values.length ? `The ${formatCount(values.length)} most frequent of ${formatCount(distinct)}.` : undefined,
  };
}

function Facet({
  of,
  label,
  value,
  onChange,
}: {
  of: Facets;
  label: string;
  value: string | undefined;
  onChange(value: string | undefined): void;
}) {
  const { data, hint } = useFacet(of, value === undefined ? [] : [value]);
  return (
    <Select
      aria-label={label}
      description={hint}
      placeholder="Any"
      searchable
      clearable
      limit={200}
      data={data}
      nothingFoundMessage="None of that name"
      value={value ?? null}
      onChange={(name) => onChange(name ?? undefined)}
      comboboxProps={{ withinPortal: false }}
    />
  );
}

/** An empty status is a choice too, which Mantine takes for none: it is marked while it is chosen from. */
const mark = (status: string) => `=${status}`;

function Statuses({ value, onChange }: { value: readonly string[]; onChange(value: string[]): void }) {
  const { data, hint } = useFacet("statuses", value);
  return (
    <MultiSelect
      aria-label="Status"
      description={hint ?? "The engine's own word on the outcome."}
      placeholder={value.length === 0 ? "Any" : ""}
      searchable
      clearable
      hidePickedOptions
      limit={200}
      maxValues={100}
      data={data.map((one) => ({ value: mark(one.value), label: one.label }))}
      nothingFoundMessage="No such status"
      value={value.map(mark)}
      onChange={(chosen) => onChange(chosen.map((one) => one.slice(1)))}
      comboboxProps={{ withinPortal: false }}
    />
  );
}

const waitMs = 400;

function RecordId({ label, value = "", onChange }: { label: string; value: string | undefined; onChange(value: string): void }) {
  const [text, setText] = useState(value);
  const report = useDebouncedCallback(onChange, waitMs);
  return (
    <TextInput
      aria-label={label}
      description="Equal, letter for letter."
      placeholder="Any"
      maxLength={512}
      value={text}
      onChange={(event) => {
        setText(event.currentTarget.value);
        report(event.currentTarget.value);
      }}
    />
  );
}
