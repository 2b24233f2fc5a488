import type { ImportPreview } from "../../../../contract/index.ts";
import { formatCount, visibleText } from "../../../components/format.ts";
import { JsonView } from "../../../components/JsonView.tsx";
import { kindNames } from "../kinds.ts";
import css from "./asking.module.css";

type SampleRow = ImportPreview["rows"][number];

/** The first rows as they are in the file and, beside them, the records that they become. */
export function SampleRows({ rows }: { rows: readonly SampleRow[] }) {
  return (
    <div className={css.rows}>
      {rows.map((row) => (
        <Row key={row.row} row={row} />
      ))}
    </div>
  );
}

function Row({ row: { row, before, after, finding } }: { row: SampleRow }) {
  const number = formatCount(row);
  return (
    <div className={css.row}>
      <div className={css.side}>
        <div>
          <h2>Row {number} in the file</h2>
          <JsonView text={before} label={`Row ${number} in the file`} />
        </div>
      </div>
      <div className={css.side}>
        {after.map(({ kind, json }, at) => {
          const title = `${after.length > 1 ? `Record ${at + 1} of row` : "Row"} ${number} as ${kindNames[kind][0]}`;
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: the records of one row keep their places
            <div key={at}>
              <h2>{title}</h2>
              <JsonView text={json} label={title} />
            </div>
          );
        })}
        {after.length === 0 && (
          <div>
            <h2>Row {number} is no record yet</h2>
            <p className={css.finding}>
              {finding === null ? "It waits for what the file does not say." : visibleText(finding.message)}{" "}
              {finding?.fix !== undefined && <span className="muted">{visibleText(finding.fix)}</span>}
            </p>
          </div>
        )}
      </div>
    </div>
  );
}
