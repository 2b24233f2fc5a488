import type { RawRecord } from "../../../contract/index.ts";
import { CopyButton } from "../../components/CopyButton.tsx";
import { formatBytes, formatCount, visibleText } from "../../components/format.ts";
import css from "./detail.module.css";
import { shellCommand } from "./raw-line.ts";

/** The line exactly as it is in the file, and how to find it there. */
export function RawLine({ record }: { record: RawRecord }) {
  const command = shellCommand(record);
  return (
    <>
      <p className={css.notice}>
        <span className="mono">{visibleText(record.file)}</span>, byte {formatCount(record.offset)}, {formatBytes(record.sizeBytes)}.
        {record.cut && (
          <strong> Only the first {formatCount(record.raw.length)} characters are shown; the full line is in the file.</strong>
        )}
      </p>
      <div className={css.command}>
        <code>{command}</code>
        <CopyButton text={command} label="Copy the command" />
      </div>
      <pre className={`${css.pre} ${css.raw}`}>{record.raw}</pre>
    </>
  );
}
