import { MultiSelect } from "@mantine/core";
import { type Weekday, weekdays } from "../../../contract/index.ts";
import { hourName } from "./filter-parts.ts";

/** When in the day and in the week executions were, in UTC as Why slow counts them. */

const hours = Array.from({ length: 24 }, (_, hour) => hour);

interface FieldProps<T> {
  value: readonly T[];
  onChange(value: T[]): void;
}

/** Hours of the day; kept in their order, so that the same choice is the same filter. */
export const Hours = ({ value, onChange }: FieldProps<number>) => (
  <Several
    label="Hour of day (UTC)"
    options={hours.map((hour) => ({ value: String(hour), label: `${hourName(hour)}–${hourName((hour + 1) % 24)}` }))}
    value={value.map(String)}
    onChange={(chosen) => onChange(chosen.map(Number).sort((a, b) => a - b))}
  />
);

/** Days of the week, from Monday on. */
export const Weekdays = ({ value, onChange }: FieldProps<Weekday>) => (
  <Several
    label="Day of the week (UTC)"
    options={weekdays.map((day) => ({ value: day, label: day }))}
    value={value}
    onChange={(chosen) => onChange(weekdays.filter((day) => chosen.includes(day)))}
  />
);

interface SeveralProps {
  label: string;
  options: readonly { value: string; label: string }[];
  value: readonly string[];
  onChange(value: string[]): void;
}

function Several({ label, options, value, onChange }: SeveralProps) {
  return (
    <MultiSelect
      aria-label={label}
      description="In UTC, as Why slow counts them."
      placeholder={value.length === 0 ? "Any" : ""}
      searchable
      clearable
      hidePickedOptions
      data={[...options]}
      nothingFoundMessage="None of that name"
      value={[...value]}
      onChange={onChange}
      comboboxProps={{ withinPortal: false }}
    />
  );
}
