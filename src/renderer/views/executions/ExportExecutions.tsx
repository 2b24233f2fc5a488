import { Button, Modal, SegmentedControl, Switch, TextInput } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { useState } from "react";
import { type ExecutionFilter, type ExecutionFormat, type ExecutionSort, exportNamePattern } from "../../../contract/index.ts";
import { formatNoun } from "../../components/format.ts";
import { ExportProgress } from "../../review/export/ExportProgress.tsx";
import { mutate } from "../../state/queries.ts";
import css from "./export.module.css";
import { executionSortLabels } from "./filter.ts";
import { filterWords } from "./filter-parts.ts";

interface ExportExecutionsProps {
  filter: ExecutionFilter;
  sort: ExecutionSort;
  /** How many rows the list has; undefined while it is counted. */
  total: number | undefined;
}

const formats: readonly { value: ExecutionFormat; label: string; words: string }[] = [
  { value: "jsonl", label: "JSONL", words: "Each record as it is on disk, byte for byte. Import takes it back." },
  { value: "csv", label: "CSV", words: "One value a column, for spreadsheets. Cells that a spreadsheet would run are defused." },
  { value: "parquet", label: "Parquet", words: "The same columns with types, for DuckDB, pandas and polars." },
];

/** A button that exports what the list shows, and its dialog. */
export function ExportExecutions({ filter, sort, total }: ExportExecutionsProps) {
  const [opened, setOpened] = useState(false);
  const [job, setJob] = useState<string | null>(null);
  const close = () => {
    setOpened(false);
    setJob(null);
  };
  return (
    <>
      <Button
        variant="default"
        className={css.button}
        leftSection={<IconDownload size={14} aria-hidden />}
        disabled={total === undefined || total === 0}
        onClick={() => setOpened(true)}
      >
        Export…
      </Button>
      <Modal opened={opened} onClose={close} title="Export executions" size={520}>
        {job !== null ? (
          <ExportProgress job={job} onClose={close} />
        ) : (
          <Setup filter={filter} sort={sort} total={total ?? 0} onStarted={setJob} />
        )}
      </Modal>
    </>
  );
}

function Setup({ filter, sort, total, onStarted }: ExportExecutionsProps & { total: number; onStarted(job: string): void }) {
  const [format, setFormat] = useState<ExecutionFormat>("jsonl");
  const [name, setName] = useState("executions");
  const [replace, setReplace] = useState(false);
  const isName = new RegExp(exportNamePattern, "u").test(name);
  const start = async () => {
    const answer = await mutate("exports.startExecutions", { request: { filter, sort, format }, name, replace });
    if (answer.ok) onStarted(answer.value.job);
  };
  return (
    <form
      className={css.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (isName) void start();
      }}
    >
      <p className={css.words}>
        {formatNoun(total, "execution")}: {filterWords(filter) || "all of them"}. {executionSortLabels[sort]}.
      </p>
      <SegmentedControl
        aria-label="Format"
        data={formats.map(({ value, label }) => ({ value, label }))}
        value={format}
        onChange={(value) => setFormat(value as ExecutionFormat)}
      />
      <p className={css.words}>{formats.find(({ value }) => value === format)?.words}</p>
      <TextInput
        label="Folder in exports/ of the workspace"
        value={name}
        error={isName ? undefined : "Letters, digits, spaces, dots and hyphens; at most 80."}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <Switch
        label="Replace an earlier export of this name"
        checked={replace}
        onChange={(event) => setReplace(event.currentTarget.checked)}
      />
      <Button type="submit" className={css.submit} disabled={!isName}>
        Export {formatNoun(total, "execution")}
      </Button>
    </form>
  );
}
