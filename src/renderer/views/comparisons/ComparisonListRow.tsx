import { IconCheck } from "@tabler/icons-react";
import { memo, useMemo, useSyncExternalStore } from "react";
import type { ComparisonRow } from "../../../contract/index.ts";
import { formatNoun, formatScore, visibleText } from "../../components/format.ts";
import { OutcomeMark, SavingMark, TierBadge } from "../../components/marks.tsx";
import { recentMarks } from "../../review/cache.ts";
import { useUnsaved } from "../../review/decisions.ts";
import { MarkedText } from "../../review/highlight/MarkedText.tsx";
import { rowWithUnsaved } from "../../review/marks.ts";
import { toPlainText } from "../../review/rendered/plain-text.ts";
import css from "./ComparisonList.module.css";

interface ComparisonListRowProps {
  row: ComparisonRow;
  /** Whether the row before or after it has the same question and engines. */
  repeated: boolean;
  /** What the list was searched for. */
  searched: string;
}

/** One comparison in the list: its query, and what was decided. Reviewed ones carry a check, ones being saved a spinner. A decision draws its own row again, and no other. */
export const ComparisonListRow = memo(function ComparisonListRow({ row, repeated, searched }: ComparisonListRowProps) {
  const unsaved = useUnsaved(row.key);
  // What was saved a moment ago and may not be in the row yet.
  const recent = useSyncExternalStore(recentMarks.subscribe, () => recentMarks.get(row.key));
  const question = useMemo(() => toPlainText(row.queryHead), [row.queryHead]);
  const engines = row.engines.map(visibleText).join(", ");
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
        {question === "" ? (
          <>
            <em className={css.quiet}>empty query</em> <bdi className={css.id}>{row.comparisonId}</bdi>
          </>
        ) : (
          <MarkedText text={question} searched={searched} />
        )}
      </span>
      <span className={css.rowFacts} title={engines}>
        {repeated && row.comparisonId !== "" && (
          <>
            <bdi className={css.id}>{row.comparisonId}</bdi> ·{" "}
          </>
        )}
        {formatNoun(row.candidates, "answer")}
        {row.winner !== null && <> · winner {formatScore(row.winner.score)}</>}
        {row.engines.map((engine, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: an engine may stand there twice
          <span key={i}>
            {i === 0 ? " · " : ", "}
            <bdi>{visibleText(engine)}</bdi>
          </span>
        ))}
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
