import { Button } from "@mantine/core";
import { IconChevronRight } from "@tabler/icons-react";
import { useId, useState } from "react";
import type { QuarantineEntry as Entry } from "../../../contract/index.ts";
import { CopyButton } from "../../components/CopyButton.tsx";
import { formatBytes, formatTime, visibleText } from "../../components/format.ts";
import { LineEditor } from "./LineEditor.tsx";
import css from "./live.module.css";
import rows from "./quarantine.module.css";
import { describeRetry, dismissLines, type QuarantineOutcome, retryLines } from "./quarantine-actions.ts";

/** Where a line came from, as editors and grep write it: "file.jsonl:12"; collected lines have no number. */
export function toPlace(entry: Entry): string {
  return entry.lineNumber === null ? visibleText(entry.source) : `${visibleText(entry.source)}:${entry.lineNumber}`;
}

interface QuarantineEntryProps {
  entry: Entry;
  open: boolean;
  onToggle(): void;
  onDone(outcome: QuarantineOutcome | null): void;
}

/** One rejected line: when, from where and why; expanded, every finding and the start of the line. */
export function QuarantineEntry({ entry, open, onToggle, onDone }: QuarantineEntryProps) {
  const id = useId();
  const [editing, setEditing] = useState(false);
  const first = entry.findings[0];
  const time = formatTime(entry.atMs / 1000);
  return (
    <li className={css.entry}>
      <button type="button" className={css.entryHead} aria-expanded={open} aria-controls={open ? id : undefined} onClick={onToggle}>
        <IconChevronRight size={14} aria-hidden />
        <span className="muted" title={time}>
          {time.slice(-8)}
        </span>
        <span className={css.place} title={toPlace(entry)}>
          <span className={css.source} aria-hidden>
            {visibleText(entry.source)}
          </span>
          {entry.lineNumber !== null && <span aria-hidden>:{entry.lineNumber}</span>}
          <span className="visually-hidden">{toPlace(entry)}</span>
        </span>
        <span>
          {first === undefined ? "Rejected" : visibleText(first.message)}
          {entry.findings.length > 1 && <span className="muted"> and {entry.findings.length - 1} more</span>}
        </span>
      </button>
      {open && (
        <div className={css.entryBody} id={id}>
          <ul className={css.findings}>
            {entry.findings.map((finding) => (
              <li key={`${finding.pointer} ${finding.rule} ${finding.message}`}>
                <span>{visibleText(finding.message)}</span>
                <span className="muted">
                  <code>{finding.pointer === "" ? "the whole line" : visibleText(finding.pointer)}</code>, rule{" "}
                  <code>{visibleText(finding.rule)}</code>
                </span>
                {finding.fix !== undefined && <span>{visibleText(finding.fix)}</span>}
              </li>
            ))}
          </ul>
          {editing ? (
            <LineEditor offset={entry.offset} onClose={() => setEditing(false)} onDone={onDone} />
          ) : (
            <>
              {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
              <section className={css.lineBox} tabIndex={0} aria-label="Rejected line">
                <pre className={css.line}>{entry.text === "" ? "(not readable)" : entry.text}</pre>
              </section>
              <EntryActions entry={entry} onEdit={() => setEditing(true)} onDone={onDone} />
            </>
          )}
          <span className={css.lineFoot}>
            {formatBytes(entry.sizeBytes)}
            {entry.kind !== null && <span>read as {entry.kind}</span>}
            <span>Full line: quarantine.jsonl, byte {entry.offset}</span>
            <CopyButton text={entry.text} label="Copy line" />
          </span>
        </div>
      )}
    </li>
  );
}

function EntryActions({ entry, onEdit, onDone }: { entry: Entry; onEdit: () => void; onDone: QuarantineEntryProps["onDone"] }) {
  const [busy, setBusy] = useState(false);
  const scope = { offset: entry.offset };
  const retry = async () => {
    setBusy(true);
    const done = await retryLines(scope);
    setBusy(false);
    onDone(done && { message: describeRetry(done), undo: null });
  };
  return (
    <span className={rows.tools}>
      {entry.canEdit && (
        <Button size="compact-xs" onClick={onEdit}>
          Edit and retry
        </Button>
      )}
      {entry.canRetry && (
        <Button variant="default" size="compact-xs" loading={busy} onClick={() => void retry()}>
          Retry
        </Button>
      )}
      <Button variant="default" size="compact-xs" onClick={async () => onDone(await dismissLines(scope))}>
        Dismiss
      </Button>
    </span>
  );
}
