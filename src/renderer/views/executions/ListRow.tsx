import type { ExecutionRow } from "../../../contract/index.ts";
import { formatMs, formatScore, formatTime, visibleText } from "../../components/format.ts";
import { EngineName, SuccessMark } from "../../components/marks.tsx";
import css from "./list.module.css";

/** The headings over the list. The list itself is a listbox, whose options say everything in words. */
export function ListHead() {
  return (
    <div className={`${css.columns} ${css.head}`} aria-hidden="true">
      <span>Time</span>
      <span>Engine</span>
      <span>Outcome</span>
      <span className={css.number}>Latency</span>
      <span className={css.number}>Quality</span>
      <span>Input</span>
      <span className={css.output}>Output</span>
    </div>
  );
}

/** One execution on one line. A click opens it; the keys are the list's. */
export function ListRow({ row, onOpen }: { row: ExecutionRow; onOpen(row: ExecutionRow): void }) {
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Enter is handled by the list, which has the focus
    // biome-ignore lint/a11y/noStaticElementInteractions: it is the inside of an option
    <div className={css.columns} onClick={() => onOpen(row)}>
      <span className={css.time}>{formatTime(row.timestampS)}</span>
      <span className={css.cell}>
        <EngineName id={row.engineId} />
      </span>
      <SuccessMark success={row.success} withLabel />
      <span className={css.number}>
        <Unknown known={row.latencyMs !== null} what="latency unknown">
          {formatMs(row.latencyMs)}
        </Unknown>
      </span>
      <span className={css.number}>
        <Unknown known={row.quality !== null} what="no quality score">
          {formatScore(row.quality)}
        </Unknown>
      </span>
      <Head text={row.inputHead} />
      <span className={css.output}>
        <Head text={row.outputHead === "" && !row.success ? (row.status ?? "") : row.outputHead} />
      </span>
    </div>
  );
}

function Unknown({ known, what, children }: { known: boolean; what: string; children: string }) {
  if (known) return children;
  return (
    <span className="muted">
      <span aria-hidden="true">{children}</span>
      <span className="visually-hidden">{what}</span>
    </span>
  );
}

/** The beginning of a text on one line: line breaks become spaces. */
function Head({ text }: { text: string }) {
  if (text === "") return <span className={css.none}>empty</span>;
  return <span className={css.text}>{visibleText(text.replace(/\s+/g, " "))}</span>;
}
