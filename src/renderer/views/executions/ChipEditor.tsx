import { SegmentedControl, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { useState } from "react";
import type { ExecutionFilter } from "../../../contract/index.ts";
import { EngineFilter } from "../../components/EngineFilter.tsx";
import { TimeInput } from "../../components/TimeInput.tsx";
import { Amount } from "./Amount.tsx";
import { Facet, Statuses } from "./FacetFields.tsx";
import { tidy } from "./filter.ts";
import type { ChipName } from "./filter-parts.ts";
import { Hours, Weekdays } from "./MomentFields.tsx";

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
    case "hour":
      return <Hours value={filter.hours ?? []} onChange={(hours) => set({ hours })} />;
    case "weekday":
      return <Weekdays value={filter.weekdays ?? []} onChange={(weekdays) => set({ weekdays })} />;
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
    case "memory":
      return <Range suffix=" MB" min="minMemoryMb" max="maxMemoryMb" filter={filter} onChange={onChange} />;
    case "cpu":
      return <Range suffix="% of a core" min="minCpuPercent" max="maxCpuPercent" filter={filter} onChange={onChange} />;
    case "status":
      return (
        <Statuses value={filter.statuses ?? []} none={filter.noStatus} onChange={(statuses, noStatus) => set({ statuses, noStatus })} />
      );
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
