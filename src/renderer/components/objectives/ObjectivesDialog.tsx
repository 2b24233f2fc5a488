import { ActionIcon, Autocomplete, Button, Modal, Select, TextInput } from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { useMemo, useRef, useState } from "react";
import { type ErrorValue, everyEngine, maxObjectives, type Objective, type ObjectiveMeasure } from "../../../contract/index.ts";
import { reportDone } from "../../state/notify.ts";
import { query, useHostQuery } from "../../state/queries.ts";
import { focusOnMount, useFocusKept } from "../focus.ts";
import { visibleText } from "../format.ts";
import { emptyDraft, type ObjectiveDraft, readDrafts, toDraft } from "./objective-draft.ts";
import css from "./objectives.module.css";

const measures: { value: ObjectiveMeasure; label: string }[] = [
  { value: "latency", label: "Latency" },
  { value: "success", label: "Success rate" },
  { value: "quality", label: "Mean quality" },
];

/** Edits the objectives of the workspace: adds, changes and removes them. */
export function ObjectivesDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const report = useHostQuery("config.get", {}, { follows: "config", enabled: opened });
  return (
    <Modal opened={opened} onClose={onClose} title="Objectives" size={760} closeButtonProps={{ "aria-label": "Close dialog" }}>
      {report.data !== undefined && (
        <ObjectivesForm objectives={report.data.config.objectives} onClose={onClose} onSaved={report.refetch} />
      )}
    </Modal>
  );
}

interface FormProps {
  objectives: readonly Objective[];
  onClose: () => void;
  onSaved: () => void;
}

function ObjectivesForm({ objectives, onClose, onSaved }: FormProps) {
  const next = useRef(objectives.length);
  const add = useRef<HTMLButtonElement>(null);
  const [rows, setRows] = useState<ObjectiveDraft[]>(() => objectives.map(toDraft));
  const [tried, setTried] = useState(false);
  const [saving, setSaving] = useState(false);
  const [refusal, setRefusal] = useState<ErrorValue>();
  const names = useHostQuery("engines.names", {}, { follows: "executions" }).data;
  const engines = useMemo(() => [everyEngine, ...(names ?? []).map(({ engineId }) => engineId)], [names]);
  useFocusKept(add, rows);
  const read = readDrafts(rows);
  const change = (id: number, some: Partial<ObjectiveDraft>) => setRows(rows.map((row) => (row.id === id ? { ...row, ...some } : row)));

  async function save() {
    setTried(true);
    if (read.errors.size > 0) return;
    setSaving(true);
    // What else the file says may have changed while the dialog was open.
    const now = await query("config.get", {});
    const answer = now.ok ? await query("config.set", { config: { ...now.value.config, objectives: read.objectives } }) : now;
    setSaving(false);
    if (!answer.ok) return setRefusal(answer.error);
    onSaved();
    reportDone("Objectives saved.");
    onClose();
  }

  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <p className={css.about}>
        Kept in assay.config.json for everybody. {everyEngine} is every engine; an engine’s own objective counts instead of that.
      </p>
      <ul className={css.rows} aria-label="Objectives">
        {rows.map((row, index) => (
          <li key={row.id}>
            <fieldset className={css.row} aria-label={`Objective ${index + 1}`}>
              <Autocomplete
                ref={row.id < objectives.length ? undefined : focusOnMount}
                aria-label="Engine"
                data={engines}
                renderOption={({ option }) => (option.value === everyEngine ? "* (every engine)" : visibleText(option.value))}
                value={row.engine}
                onChange={(engine) => change(row.id, { engine })}
                limit={100}
                openOnFocus={false}
                maxLength={512}
                spellCheck={false}
              />
              <Select
                aria-label="Measure"
                data={measures}
                value={row.measure}
                allowDeselect={false}
                onChange={(measure) => change(row.id, { measure: (measure ?? "latency") as ObjectiveMeasure })}
              />
              <Targets row={row} onChange={(some) => change(row.id, some)} />
              <ActionIcon
                variant="subtle"
                color="gray"
                aria-label={`Remove objective ${index + 1}`}
                onClick={() => setRows(rows.filter(({ id }) => id !== row.id))}
              >
                <IconTrash size={16} aria-hidden />
              </ActionIcon>
            </fieldset>
            {tried && read.errors.has(row.id) && (
              <p className={css.error} role="alert">
                {read.errors.get(row.id)}
              </p>
            )}
          </li>
        ))}
      </ul>
      <Button
        ref={add}
        data-autofocus
        variant="default"
        size="compact-sm"
        leftSection={<IconPlus size={14} aria-hidden />}
        disabled={rows.length >= maxObjectives}
        onClick={() => setRows([...rows, emptyDraft(next.current++)])}
      >
        Add objective
      </Button>
      {refusal !== undefined && (
        <p className={css.error} role="alert">
          <b>{refusal.message}</b> {refusal.fix}
        </p>
      )}
      <div className={css.buttons}>
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button type="submit" loading={saving}>
          Save
        </Button>
      </div>
    </form>
  );
}

/** What is wanted, in words with the numbers to fill in. */
function Targets({ row, onChange }: { row: ObjectiveDraft; onChange(some: Partial<ObjectiveDraft>): void }) {
  const field = (label: string, value: string, unit: string, key: "ms" | "percent" | "quality") => (
    <TextInput
      aria-label={label}
      value={value}
      inputMode="decimal"
      autoComplete="off"
      rightSection={unit === "" ? undefined : <span className="muted">{unit}</span>}
      rightSectionPointerEvents="none"
      onChange={(event) => onChange({ [key]: event.currentTarget.value })}
    />
  );
  if (row.measure === "quality")
    return <span className={css.targets}>at least {field("Least mean quality, 0 to 1", row.quality, "", "quality")}</span>;
  if (row.measure === "success")
    return <span className={css.targets}>at least {field("Least success rate in percent", row.percent, "%", "percent")}</span>;
  return (
    <span className={css.targets}>
      {field("Share in percent", row.percent, "%", "percent")} within {field("Latency in ms", row.ms, "ms", "ms")}
    </span>
  );
}
