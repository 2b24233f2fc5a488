import { IconChevronRight } from "@tabler/icons-react";
import { useId } from "react";
import type { QuarantineEntry as Entry } from "../../../contract/index.ts";
import { CopyButton } from "../../components/CopyButton.tsx";
import { formatBytes, formatTime, visibleText } from "../../components/format.ts";
import css from "./live.module.css";

/** Where a line came from, as editors and grep write it: "file.jsonl:12"; collected lines have no number. */
export function toPlace(entry: Entry): string {
  return entry.lineNumber === null ? visibleText(entry.source) : `${visibleText(entry.source)}:${entry.lineNumber}`;
}

/** One rejected line: when, from where and why; expanded, every finding and the start of the line. */
export function QuarantineEntry({ entry, open, onToggle }: { entry: Entry; open: boolean; onToggle: () => void }) {
  const id = useId();
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
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
          <section className={css.lineBox} tabIndex={0} aria-label="Rejected line">
            <pre className={css.line}>{entry.text === "" ? "(not readable)" : entry.text}</pre>
          </section>
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
