import { Select, Switch } from "@mantine/core";
import { IconFileImport } from "@tabler/icons-react";
import { type ImportOptions, importFiles } from "../../import/drop.ts";
import { dataEndings, droppable } from "../../import/drop-kinds.ts";
import css from "./import.module.css";
import { isImportKind, kindChoices } from "./kinds.ts";

/** Where files are picked or dropped, with the options of the import. */
export function PickFiles({ options, onOptions }: { options: ImportOptions; onOptions: (options: ImportOptions) => void }) {
  return (
    <div className={css.pick}>
      <label className={css.zone}>
        <IconFileImport size={22} stroke={1.5} aria-hidden />
        <span>
          <b>Pick files</b> or drop files and folders anywhere in the window
          <span className={css.accepted}>{droppable}</span>
        </span>
        <input
          type="file"
          multiple
          className="visually-hidden"
          accept={dataEndings}
          aria-label="Pick files"
          onChange={(event) => {
            const files = [...(event.currentTarget.files ?? [])].map((file) => ({ file, folder: "" }));
            // Cleared, so that picking the same file again fires a change event.
            event.currentTarget.value = "";
            // The focus goes back to the page; the picker is done.
            event.currentTarget.blur();
            void importFiles(files, options);
          }}
        />
      </label>
      <div className={css.options}>
        <Select
          label="Record type"
          data={kindChoices}
          value={options.kind}
          onChange={(kind) => {
            if (isImportKind(kind)) onOptions({ ...options, kind });
          }}
        />
        <Switch
          label="Keep duplicates"
          description="Off: exact duplicates are skipped."
          checked={options.keepDuplicates}
          onChange={(event) => onOptions({ ...options, keepDuplicates: event.currentTarget.checked })}
        />
      </div>
    </div>
  );
}
