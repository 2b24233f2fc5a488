import type { ImportJob } from "../../../contract/index.ts";
import { formatCount, formatNoun } from "../../components/format.ts";
import css from "./import.module.css";
import { totalsOf } from "./report.ts";

/** All reports on screen added up. */
export function Totals({ jobs }: { jobs: readonly ImportJob[] }) {
  const totals = totalsOf(jobs);
  return (
    <p className={css.totals}>
      <b>{formatNoun(jobs.length, "file")}</b>
      <span>{formatNoun(totals.lines, "line")}</span>
      <span>{formatCount(totals.accepted)} new</span>
      <span>{formatNoun(totals.duplicates, "duplicate")}</span>
      <span>{formatCount(totals.quarantined)} refused</span>
      <span>{formatCount(totals.blank)} blank</span>
    </p>
  );
}
