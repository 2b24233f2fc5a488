import { IconBookmark } from "@tabler/icons-react";
import type { ExecutionRow } from "../../../contract/index.ts";
import { formatBytes, formatCount, formatMs, formatScore, formatTime, formatUsd, visibleText } from "../../components/format.ts";
import { EngineName, SuccessMark } from "../../components/marks.tsx";
import { MarkedText } from "../../review/highlight/MarkedText.tsx";
import css from "./list.module.css";

/** The headings over the list. The list itself is a listbox, whose options say everything in words. */
export function ListHead({ withUsage, withSize }: { withUsage: boolean; withSize: boolean }) {
  return (
    <div className={`${css.columns} ${css.head}`} data-usage={withUsage || undefined} data-size={withSize || undefined} aria-hidden="true">
      <span>Time</span>
      <span>Engine</span>
      <span>Outcome</span>
      <span className={css.number}>Latency</span>
      <span className={css.number}>Quality</span>
      {withUsage && (
        <>
          <span className={`${css.number} ${css.usage}`}>First token</span>
          <span className={`${css.number} ${css.tokens}`}>Tokens</span>
          <span className={`${css.number} ${css.usage}`}>Cost</span>
        </>
      )}
      {withSize && <span className={css.number}>Size</span>}
      <span>Input</span>
      <span className={css.output}>Output</span>
    </div>
  );
}

interface ListRowProps {
  row: ExecutionRow;
  withUsage: boolean;
  withSize: boolean;
  /** Others are compared with it. */
  isMarked: boolean;
  /** Marked where it stands in the beginnings of the texts. */
  searched: string;
  onOpen(row: ExecutionRow): void;
}

/** One execution on one line. A click opens it; the keys are the list's. */
export function ListRow({ row, withUsage, withSize, isMarked, searched, onOpen }: ListRowProps) {
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Enter is handled by the list, which has the focus
    // biome-ignore lint/a11y/noStaticElementInteractions: it is the inside of an option
    <div className={css.columns} data-usage={withUsage || undefined} data-size={withSize || undefined} onClick={() => onOpen(row)}>
      <span className={css.time}>
        {isMarked && (
          <span className={css.marked} title="Marked to compare">
            <IconBookmark size={13} aria-hidden />
            <span className="visually-hidden">marked</span>
          </span>
        )}
        {formatTime(row.timestampS)}
      </span>
      <span className={css.cell}>
        <EngineName id={row.engineId} />
      </span>
      <SuccessMark success={row.success} withLabel />
      <span className={css.number}>
        <Unknown known={row.latencyMs !== null} what="latency unknown">
          {formatMs(row.latencyMs)}
        </Unknown>
        {row.usage?.cached === true && (
          <span className="muted" title="Answered by a cache">
            {" "}
            ⟲<span className="visually-hidden">cached</span>
          </span>
        )}
      </span>
      <span className={css.number}>
        <Unknown known={row.quality !== null} what="no quality score">
          {formatScore(row.quality)}
        </Unknown>
      </span>
      {withUsage && <UsageCells usage={row.usage} />}
      {withSize && <span className={css.number}>{formatBytes(row.sizeBytes)}</span>}
      <Head text={row.inputHead} searched={searched} />
      <span className={css.output}>
        <Head text={row.outputHead === "" && !row.success ? (row.status ?? "") : row.outputHead} searched={searched} />
      </span>
    </div>
  );
}

/** Time to the first token, tokens in and out, and cost. */
function UsageCells({ usage }: { usage: ExecutionRow["usage"] }) {
  const { ttftMs = null, inputTokens = null, outputTokens = null, costUsd = null } = usage ?? {};
  return (
    <>
      <span className={`${css.number} ${css.usage}`}>
        <Unknown known={ttftMs !== null} what="time to first token unknown">
          {formatMs(ttftMs)}
        </Unknown>
      </span>
      <span className={`${css.number} ${css.tokens}`} title="Tokens in → out">
        <Unknown known={inputTokens !== null || outputTokens !== null} what="tokens unknown">
          {inputTokens === null && outputTokens === null ? "—" : `${formatCount(inputTokens)} → ${formatCount(outputTokens)}`}
        </Unknown>
      </span>
      <span className={`${css.number} ${css.usage}`}>
        <Unknown known={costUsd !== null} what="cost unknown">
          {formatUsd(costUsd)}
        </Unknown>
      </span>
    </>
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
function Head({ text, searched }: { text: string; searched: string }) {
  if (text === "") return <span className={css.none}>empty</span>;
  return (
    <span className={css.text}>
      <MarkedText text={visibleText(text.replace(/\s+/g, " "))} searched={searched} />
    </span>
  );
}
