import { IconCheck } from "@tabler/icons-react";
import { memo } from "react";
import type { ComparisonRow, CurationAction } from "../../../contract/index.ts";
import { formatNoun, formatScore } from "../../components/format.ts";
import { OutcomeMark, SavingMark, TierBadge } from "../../components/marks.tsx";
import { type RowMarks, rowWithUnsaved } from "../../review/marks.ts";
import css from "./ComparisonList.module.css";

interface ComparisonListRowProps {
  row: ComparisonRow;
  /** What was saved a moment ago and may not be in the row yet. */
  recent: RowMarks | undefined;
  /** This comparison's actions that are still being saved. */
  unsaved: readonly CurationAction[];
}

/** One comparison in the list: its query, and what was decided. Reviewed ones carry a check, ones being saved a spinner. */
export const ComparisonListRow = memo(function ComparisonListRow({ row, recent, unsaved }: ComparisonListRowProps) {
  const marks = rowWithUnsaved({ ...row, ...recent }, unsaved);
  const saving = unsaved.length > 0;
  return (
    <div className={css.row} data-reviewed={marks.reviewed}>
      <span className={css.rowState}>
        {saving ? (
          <SavingMark />
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
        {formatNoun(row.candidates, "candidate")}
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
});
