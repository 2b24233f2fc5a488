import { Select, TextInput } from "@mantine/core";
import {
  type DurationUnit,
  durationUnits,
  type FieldRule,
  type ImportPreview,
  isDuration,
  type MappingTarget,
} from "../../../../contract/index.ts";
import { visibleText } from "../../../components/format.ts";
import css from "./asking.module.css";
import { parseConstant } from "./plan.ts";

export const targetNames: Record<MappingTarget, string> = {
  engine: "Engine",
  task: "Task",
  time: "Time",
  latency: "Latency",
  ttft: "Time to first token",
  success: "Success",
  quality: "Quality",
  input_tokens: "Input tokens",
  output_tokens: "Output tokens",
  cost: "Cost (US dollars)",
  input: "Input",
  output: "Output",
  winner: "Winner",
};
const unitNames: Record<DurationUnit, string> = { s: "seconds", ms: "milliseconds", us: "microseconds", ns: "nanoseconds" };
const units = durationUnits.map((value) => ({ value, label: unitNames[value] }));

const nothing = "nothing";
const constant = "constant";
const fieldPrefix = "field ";

interface MappingRowProps {
  target: MappingTarget;
  /** What it means that a field has no rule. */
  unmapped: string;
  rule: FieldRule | undefined;
  /** What was proposed, and why. */
  proposed: FieldRule | undefined;
  because: string | undefined;
  fields: ImportPreview["fields"];
  onRule(rule: FieldRule | undefined): void;
}

/** Where one field of the records comes from. */
export function MappingRow({ target, unmapped, rule, proposed, because, fields, onRule }: MappingRowProps) {
  const name = targetNames[target];
  const examples = new Map(fields.map(({ path, example }) => [fieldPrefix + path, example]));
  // A recipe may name a field that this file does not have.
  const missing = rule?.from !== undefined && !examples.has(fieldPrefix + rule.from) ? [rule.from] : [];
  const unit = rule?.unit ?? "ms";
  const choose = (value: string | null) => {
    if (value === nothing) onRule(undefined);
    else if (value === constant) onRule({ value: "", ...(isDuration(target) ? { unit } : {}) });
    else if (value !== null) onRule({ from: value.slice(fieldPrefix.length), ...(isDuration(target) ? { unit } : {}) });
  };
  const isProposed = rule?.from !== undefined && rule.from === proposed?.from && rule.unit === proposed.unit;
  return (
    <tr>
      <th scope="row">{name}</th>
      <td>
        <Select
          aria-label={`${name} from`}
          searchable
          data={[
            { value: nothing, label: unmapped },
            { value: constant, label: "One value for all rows" },
            ...missing.map((path) => ({ value: fieldPrefix + path, label: `${visibleText(path)} (not in this file)` })),
            ...fields.map(({ path }) => ({ value: fieldPrefix + path, label: visibleText(path) })),
          ]}
          value={rule === undefined ? nothing : rule.from === undefined ? constant : fieldPrefix + rule.from}
          onChange={choose}
          renderOption={({ option }) => (
            <span className={css.option}>
              <span>{option.label}</span>
              {examples.has(option.value) && <span className={css.example}>{visibleText(examples.get(option.value) ?? "")}</span>}
            </span>
          )}
        />
      </td>
      <td>
        <div className={css.value}>
          {rule !== undefined && rule.from === undefined ? (
            <TextInput
              aria-label={`${name} of all rows`}
              maxLength={1000}
              value={String(rule.value ?? "")}
              onChange={({ currentTarget: { value } }) => onRule({ ...rule, value: parseConstant(target, value) })}
            />
          ) : (
            rule?.from !== undefined && (
              <span className={css.example} dir="auto" title={visibleText(examples.get(fieldPrefix + rule.from) ?? "")}>
                {visibleText(examples.get(fieldPrefix + rule.from) ?? "")}
              </span>
            )
          )}
          {isDuration(target) && rule !== undefined && (
            <Select
              className={css.unit}
              aria-label={`Unit of the ${name.toLowerCase()}`}
              data={units}
              value={unit}
              onChange={(next) => onRule({ ...rule, unit: next as DurationUnit })}
            />
          )}
        </div>
      </td>
      <td className={css.why}>{isProposed && because !== undefined && visibleText(because)}</td>
    </tr>
  );
}
