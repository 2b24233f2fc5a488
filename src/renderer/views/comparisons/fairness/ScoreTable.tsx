import { type JudgeAgreement, shareInWords } from "../../../../contract/index.ts";
import { IntervalLine } from "../../../components/IntervalLine.tsx";
import css from "./rows.module.css";

/** Scores worth a line: below a half nobody sets a threshold. */
const scores = [0, 0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 1];

/** How often people agreed from a score up: what a threshold at that score would let through. */
export function ScoreTable({ fromScore }: Pick<JudgeAgreement, "fromScore">) {
  const points = fromScore.filter(({ score, n }, index) => scores.includes(score) && n !== fromScore[index + 1]?.n);
  return (
    <table className={css.rows}>
      <caption>From a score up</caption>
      <tbody>
        {points.map((point) => (
          <tr key={point.score}>
            <th scope="row">{point.score === 0 ? "any score" : `≥ ${point.score}`}</th>
            <td>
              <IntervalLine share={point} />
            </td>
            <td className={css.share}>{shareInWords(point)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
