import { Select } from "@mantine/core";
import { TimeInput } from "../../components/TimeInput.tsx";
import { type PresetName, presets, type RangeChoice, type TimeScope } from "./range.ts";

interface RangePickerProps {
  value: RangeChoice;
  /** What the choice means now: where "custom" starts from. */
  scope: TimeScope | null;
  /** First and last timestamp of the data, for the same. */
  dataRange: { fromS: number; toS: number } | null;
  onChange(choice: RangeChoice): void;
}

const options = [
  { value: "all", label: "All time" },
  ...presets.map(({ name, label }) => ({ value: name, label: `${label} of data` })),
  { value: "custom", label: "Custom range" },
];

const isPreset = (value: string): value is PresetName => presets.some(({ name }) => name === value);

/** Selects the time range. "Custom" shows two inputs that start with the current range. */
export function RangePicker({ value, scope, dataRange, onChange }: RangePickerProps) {
  function choose(name: string | null) {
    if (name === "custom") {
      const toS = scope?.toS ?? (dataRange === null ? undefined : dataRange.toS + 1);
      onChange({ kind: "custom", fromS: scope?.fromS ?? dataRange?.fromS, toS });
    } else if (name !== null && isPreset(name)) onChange({ kind: "preset", preset: name });
    else onChange({ kind: "all" });
  }
  return (
    <>
      <Select
        aria-label="Time range"
        w={128}
        data={options}
        value={value.kind === "preset" ? value.preset : value.kind}
        onChange={choose}
        comboboxProps={{ width: 170, position: "bottom-start" }}
      />
      {value.kind === "custom" && (
        <>
          <TimeInput
            label="From"
            hint="From, inclusive, local time"
            value={value.fromS}
            onChange={(fromS) => onChange({ ...value, fromS })}
          />
          <TimeInput label="Until" hint="Until (exclusive), local time" value={value.toS} onChange={(toS) => onChange({ ...value, toS })} />
        </>
      )}
    </>
  );
}
