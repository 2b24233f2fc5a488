import type { MergeReport } from "../../../contract/index.ts";
import { formatCount, formatNoun, visibleText } from "../../components/format.ts";
import css from "./Merge.module.css";
import { PairTable } from "./PairTable.tsx";

/** What a merge does, or did. */
export function MergeFacts({ report }: { report: MergeReport }) {
  const { events, reviewers, comparisons, samples, conflicts, waiting, leftOutLines, unfinishedEvents, agreement } = report;
  const missing = waiting.comparisons + waiting.samples;
  const facts: [string, number][] = [
    ["Decisions that are new", events.new],
    ["Decisions that are here already", events.known],
    ["Comparisons that change", comparisons],
    ["Samples that change", samples],
    ["Comparisons in conflict afterwards", conflicts],
    ...(leftOutLines + unfinishedEvents > 0 ? [["Lines and events left out", leftOutLines + unfinishedEvents] as [string, number]] : []),
  ];
  return (
    <>
      {reviewers.length > 0 && <p>Decisions of {reviewers.map(visibleText).join(", ")}.</p>}
      <ul className={css.facts} aria-label="What changes">
        {facts.map(([name, count]) => (
          <li key={name}>
            {name} <b>{formatCount(count)}</b>
          </li>
        ))}
      </ul>
      {missing > 0 && (
        <p className={css.quiet}>
          {formatNoun(waiting.comparisons, "comparison")} and {formatNoun(waiting.samples, "sample")} are not here
          {waiting.named.length > 0 && ` (${waiting.named.slice(0, 5).map(visibleText).join(", ")}${missing > 5 ? ", …" : ""})`}. Import
          them and merge again.
        </p>
      )}
      {agreement.length > 0 && <PairTable pairs={agreement} />}
    </>
  );
}
