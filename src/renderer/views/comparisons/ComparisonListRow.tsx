import { IconCheck, IconLoader2 } from "@tabler/icons-react";
import type { ComparisonRow, CurationAction } from "../../../contract/index.ts";
import { formatCount, formatScore, OutcomeMark, TierBadge } from "../../components/index.ts";
import css from "./comparisons.module.css";
import { recentMarks } from "./curation/cache.ts";
import { rowWithUnsaved } from "./curation/marks.ts";

/** One comparison in the list: its query, and what was decided. Reviewed ones carry a check, ones being saved a spinner. */
export function ComparisonListRow({ row, unsaved }: { row: ComparisonRow; unsaved: readonly CurationAction[] }) {
  const known = { ...row, ...recentMarks.get(row.key) };
  const marks = rowWithUnsaved(known, unsaved);
  const saving = unsaved.some((action) => "comparison" in action && action.comparison === row.key);
  return (
    <div className={css.row} data-reviewed={marks.reviewed}>
      <span className={css.rowState}>
        {saving ? (
          <IconLoader2 size={14} className={css.spin} aria-label="Saving" role="img" />
        ) : marks.reviewed ? (
          <IconCheck size={14} aria-label="Reviewed" role="img" />
        ) : (
          <span className={css.dot} aria-hidden />
        )}
      </span>
      <span className={css.rowText} dir="auto">
        {row.queryHead.trim() === "" ? <em className={css.quiet}>empty query</em> : row.queryHead}
      </span>
      <span className={css.rowFacts}>
        {formatCount(row.candidates)} {row.candidates === 1 ? "candidate" : "candidates"}
        {row.winner !== null && <> · winner {formatScore(row.winner.score)}</>}
      </span>
      <span className={css.rowMarks} data-saving={saving}>
        {marks.outcome !== null && <OutcomeMark outcome={marks.outcome} />}
        {marks.tiers.map((tier) => (
          <TierBadge key={tier} tier={tier} size={15} />
        ))}
      </span>
    </div>
  );
}
