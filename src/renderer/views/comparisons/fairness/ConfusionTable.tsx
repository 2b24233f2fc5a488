import type { JudgeAgreement } from "../../../../contract/index.ts";
import { candidateLetter, formatCount } from "../../../components/format.ts";
import css from "./ConfusionTable.module.css";

/** Wider tables are read by nobody. */
const maxLabels = 10;
const toWords = (label: string) => (label === "tie" ? "Tie" : label === "all_bad" ? "All bad" : candidateLetter(Number(label) - 1));

/** What people picked, by what the judge picked. */
export function ConfusionTable({ confusion: { labels, counts } }: Pick<JudgeAgreement, "confusion">) {
  const shown = labels.slice(0, maxLabels);
  const most = Math.max(1, ...counts.flat());
  return (
    <div className={css.scroll}>
      <table className={css.table}>
        <caption>What people picked (columns), by what the judge picked (rows). Letters are places as listed.</caption>
        <thead>
          <tr>
            <td />
            {shown.map((label) => (
              <th scope="col" key={label}>
                {toWords(label)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.map((label, row) => {
            const cells = counts[row] ?? [];
            // A judge has no word for "all bad".
            if (cells.every((count) => count === 0)) return null;
            return (
              <tr key={label}>
                <th scope="row">{toWords(label)}</th>
                {shown.map((other, column) => {
                  const count = cells[column] ?? 0;
                  const share = Math.round((40 * count) / most);
                  return (
                    <td
                      key={other}
                      data-agrees={label === other}
                      style={{ background: `color-mix(in srgb, var(--as-accent) ${share}%, transparent)` }}
                    >
                      {formatCount(count)}
                    </td>
                  );
                })}
              </tr>
            );
          })}
        </tbody>
      </table>
      {labels.length > maxLabels && <p className={css.note}>Later places are left out of the table, not of the figures.</p>}
    </div>
  );
}
