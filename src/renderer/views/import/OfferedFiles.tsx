import { Button } from "@mantine/core";
import { IconFileDescription } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import { formatBytes, formatNoun, visibleText } from "../../components/format.ts";
import type { ImportOptions } from "../../import/drop.ts";
import { useSnapshot } from "../../state/live.ts";
import { mutate } from "../../state/queries.ts";
import { useWorkspace } from "../../state/workspace.ts";
import css from "./import.module.css";

/** Files opened with Assay from outside. Nobody chose this workspace for them, so the import is offered rather than started. */
export function OfferedFiles({ options }: { options: ImportOptions }) {
  const offered = useSnapshot((snapshot) => snapshot.offered);
  const workspace = useWorkspace();
  const [busy, setBusy] = useState(false);
  const action = useRef<HTMLButtonElement>(null);
  const count = offered?.count ?? 0;
  useEffect(() => {
    if (count > 0) action.current?.focus();
  }, [count]);
  if (offered === undefined || count === 0) return null;
  const { names, sizeBytes } = offered;
  const start = async () => {
    setBusy(true);
    await mutate("imports.startOffered", options);
    setBusy(false);
  };
  return (
    <section className={css.offered} aria-label="Opened files">
      <IconFileDescription size={20} stroke={1.5} aria-hidden />
      <div className={css.offeredText}>
        <b>
          {count === 1 ? `Import ${visibleText(names[0] ?? "")}` : `Import ${formatNoun(count, "file")}`}
          {workspace !== undefined && ` into ${visibleText(workspace.name)}`}?
        </b>
        <span className="muted">
          {count > 1 && `${names.map(visibleText).join(", ")}${count > names.length ? " …" : ""} · `}
          {formatBytes(sizeBytes)}
        </span>
      </div>
      <Button ref={action} loading={busy} onClick={() => void start()}>
        Import
      </Button>
      <Button variant="default" disabled={busy} onClick={() => void mutate("imports.dismissOffered", {})}>
        Dismiss
      </Button>
    </section>
  );
}
