import { type JudgeAgreement, shareInWords } from "../../../../contract/index.ts";
import { formatNoun } from "../../../components/format.ts";
import css from "./ScoreFigure.module.css";

const at = (share: number) => `${100 * share}%`;
const inWords = (score: number) => `${score.toFixed(1)} to ${(score + 0.1).toFixed(1)}`;

/** How often people agreed, by tenth of the score that the judge gave its pick. The table beside it says the same. */
export function ScoreFigure({ byTenth, unscored }: Pick<JudgeAgreement, "byTenth" | "unscored">) {
  return (
    <figure className={css.figure}>
      <div className={css.plot} aria-hidden>
        {[1, 0.5, 0].map((share) => (
          <span key={share} className={css.grid} style={{ bottom: at(share) }} data-share={`${100 * share}%`} />
        ))}
        {byTenth.map((point) => (
          <span
            key={point.score}
            className={css.column}
            style={{ left: at(point.score) }}
            title={`Score ${inWords(point.score)}: ${shareInWords(point)}`}
          >
            <span className={css.interval} style={{ bottom: at(point.low), height: at(point.high - point.low) }} />
            <span className={css.point} style={{ bottom: at(point.share ?? 0) }} />
          </span>
        ))}
      </div>
      <div className={css.axis} aria-hidden>
        {[0, 0.2, 0.4, 0.6, 0.8, 1].map((score) => (
          <span key={score} style={{ left: at(score) }}>
            {score}
          </span>
        ))}
      </div>
      <figcaption className={css.note}>
        People agreed, by score of the judge’s pick{unscored > 0 && `; ${formatNoun(unscored, "comparison")} without a score`}
      </figcaption>
      <table className="visually-hidden">
        <caption>People agreed, by score</caption>
        <tbody>
          {byTenth.map((point) => (
            <tr key={point.score}>
              <th scope="row">{inWords(point.score)}</th>
              <td>{shareInWords(point)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </figure>
  );
}
