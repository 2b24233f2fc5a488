import type { ImportTotals } from "../../../contract/index.ts";
import { formatCount, formatNoun } from "../../components/format.ts";
import css from "./import.module.css";

/** All imports since the list was cleared, added up by the engine; and how many of them are listed. */
export function Totals({ totals, listed }: { totals: ImportTotals; listed: number }) {
  const { files, unfinished, withProblems } = totals;
  return (
    <section className={css.totals} aria-label="Totals">
      <b>{formatNoun(files, "file")}</b>
      {unfinished > 0 && <span>{formatCount(unfinished)} remaining</span>}
      <span>{formatNoun(totals.lines, "line")}</span>
      <span>{formatCount(totals.accepted)} new</span>
      <span>{formatNoun(totals.duplicates, "duplicate")}</span>
      <span data-tone={totals.quarantined > 0 ? "warn" : undefined}>{formatCount(totals.quarantined)} rejected</span>
      <span>{formatCount(totals.blank)} blank</span>
      {listed < files && (
        <span className={css.listed}>
          {formatCount(listed)} of {formatCount(files)} files listed
          {withProblems > 0 && ", problems first"}
        </span>
      )}
    </section>
  );
}
