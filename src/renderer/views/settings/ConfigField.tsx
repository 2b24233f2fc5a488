import { Switch, TextInput } from "@mantine/core";
import { useId } from "react";
import type { Field } from "./fields.ts";
import { rangeText } from "./parse-field.ts";
import css from "./settings.module.css";

interface ConfigFieldProps {
  field: Field;
  value: string | boolean;
  changed: boolean;
  error: string | undefined;
  /** A sentence about what overrides the field, if anything does. */
  override?: string | undefined;
  onChange: (value: string | boolean) => void;
}

/** One setting: title and description on the left, its control and error on the right. */
export function ConfigField({ field, value, changed, error, override, onChange }: ConfigFieldProps) {
  const id = useId();
  const range = rangeText(field);
  const described = { "aria-labelledby": `${id}-title`, "aria-describedby": `${id}-about${error === undefined ? "" : ` ${id}-error`}` };
  return (
    <div className={css.field} data-setting={field.path} data-changed={changed}>
      <div>
        <div className={css.fieldTitle}>
          <label htmlFor={id} id={`${id}-title`}>
            {field.title}
          </label>
          <code className={css.key}>{field.path}</code>
        </div>
        <p className={css.about} id={`${id}-about`}>
          {field.description} {range !== "" && `${range.charAt(0).toUpperCase()}${range.slice(1)}.`}{" "}
          {override !== undefined && <span className={css.override}>{override}</span>}
        </p>
      </div>
      <div className={css.control}>
        {field.kind === "switch" ? (
          <Switch id={id} size="sm" checked={value === true} onChange={(event) => onChange(event.currentTarget.checked)} {...described} />
        ) : (
          <TextInput
            id={id}
            {...described}
            aria-invalid={error !== undefined}
            error={error !== undefined}
            value={String(value)}
            readOnly={field.kind === "constant"}
            inputMode={field.kind === "integer" ? "numeric" : field.kind === "number" ? "decimal" : undefined}
            spellCheck={false}
            autoComplete="off"
            rightSection={field.unit === undefined ? undefined : <span className={css.unit}>{field.unit}</span>}
            rightSectionWidth={field.unit === undefined ? undefined : 22 + field.unit.length * 6.5}
            rightSectionPointerEvents="none"
            onChange={(event) => onChange(event.currentTarget.value)}
          />
        )}
        {error !== undefined && (
          <p className={css.error} id={`${id}-error`} role="alert">
            {error}
          </p>
        )}
      </div>
    </div>
  );
}
