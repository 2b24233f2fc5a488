import {
  type BiasMeasure,
  type Chooser,
  type JudgingReport,
  leaningInWords,
  leftOutInWords,
  shareInWords,
} from "../../../../contract/index.ts";
import { visibleText } from "../../../components/format.ts";
import { IntervalLine } from "../../../components/IntervalLine.tsx";
import css from "./rows.module.css";
import { useReviewer } from "./use-reviewer.ts";

const titles: Record<BiasMeasure, string> = {
  earlier: "The answer that comes first wins",
  longer: "The longer answer wins",
  formatted: "The more formatted answer wins",
};
const names: Record<Chooser, string> = { judge: "Judge", people: "People", agents: "Agents" };

/** How often each kind of answer wins, against ½, of everybody who chose; of people all, or the one that is chosen. */
export function BiasFigure({ report }: { report: JudgingReport }) {
  const all: Chooser[] = ["judge", "people", "agents"];
  const [name] = useReviewer(report);
  const one = report.reviewers.find((reviewer) => reviewer.name === name);
  const meters = { ...report, people: one?.meter ?? report.people };
  const labels = { ...names, ...(one && { people: visibleText(one.name) }) };
  const choosers = all.filter((who) => meters[who].comparisons > 0);
  const measures = Object.entries(titles) as [BiasMeasure, string][];
  return (
    <>
      {measures.map(([measure, title]) => (
        <table className={css.rows} key={measure}>
          <caption>{title}</caption>
          <tbody>
            {choosers.map((who) => {
              const found = meters[who].measures.find((found) => found.measure === measure);
              return found === undefined ? null : (
                <tr key={who} title={leftOutInWords(found.leftOut)}>
                  <th scope="row" title={labels[who]}>
                    {labels[who]}
                  </th>
                  <td className={css.drawn}>
                    <IntervalLine share={found} mark={0.5} />
                  </td>
                  <td className={css.share}>{shareInWords(found)}</td>
                  <td className={css.words}>{leaningInWords(found)}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      ))}
      {choosers.map((who) => {
        const words = leftOutInWords(meters[who].leftOut);
        return (
          words !== "" && (
            <p className={css.note} key={who}>
              {labels[who]}: {words}
            </p>
          )
        );
      })}
    </>
  );
}
