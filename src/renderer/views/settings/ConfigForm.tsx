import type { ConfigReport } from "../../../contract/config.ts";
import { formatBytes } from "../../components/format.ts";
import { Section } from "../../components/Section.tsx";
import { ConfigField } from "./ConfigField.tsx";
import { groupedFields } from "./fields.ts";
import { type Draft, type FormState, shownValue, valueAt } from "./form.ts";
import css from "./settings.module.css";

/** A sentence saying what overrides a field or leaves it without effect. */
function getOverride(path: string, report: ConfigReport): string | undefined {
  const { JSON_ENGINE_MAX_MODEL_BYTES: cap } = report.environment;
  if (path === "models.max_bytes" && cap !== null)
    return `The environment variable JSON_ENGINE_MAX_MODEL_BYTES overrides this: ${cap} (${formatBytes(cap)}) applies.`;
  if (path === "models.max_bytes" && report.maxModelBytesFault !== null)
    return `${report.maxModelBytesFault.message} Until then no model is accepted.`;
  return report.warnings.find((warning) => warning.startsWith(`${path} `));
}

/** Every key of the configuration, group by group. */
export function ConfigForm(props: {
  report: ConfigReport;
  draft: Draft;
  form: FormState;
  refusals: Record<string, string>;
  onDraft: (draft: Draft) => void;
}) {
  const { report, draft, form, refusals, onDraft } = props;
  return groupedFields.map((group) => (
    <Section key={group.title} title={group.title}>
      <div className={css.rows}>
        {group.fields.map((field) => {
          const inForce = shownValue(field, valueAt(report.config, field.path));
          const value = draft[field.path] ?? inForce;
          return (
            <ConfigField
              key={field.path}
              field={field}
              value={value}
              changed={value !== inForce}
              error={form.errors[field.path] ?? refusals[field.path]}
              override={getOverride(field.path, report)}
              onChange={(next) => {
                const { [field.path]: _before, ...rest } = draft;
                onDraft(next === inForce ? rest : { ...rest, [field.path]: next });
              }}
            />
          );
        })}
      </div>
    </Section>
  ));
}
