import { type RatedEngine, ratingInWords } from "../../../../contract/index.ts";
import { formatCount } from "../../../components/format.ts";
import { MiddleEllipsis } from "../../../components/MiddleEllipsis.tsx";
import css from "./comparing.module.css";

/** Engines by rating, each with its interval on one scale. */
export function Ranking({ engines }: { engines: readonly RatedEngine[] }) {
  const rated = engines.flatMap(({ rating }) => rating ?? []);
  const [from, to] = [Math.min(...rated.map(({ low }) => low)), Math.max(...rated.map(({ high }) => high))];
  const at = (value: number) => (to > from ? (100 * (value - from)) / (to - from) : 50);
  return (
    <table className={css.ranking}>
      <caption>Pairs are meetings of two engines in a comparison.</caption>
      <thead className={css.heads}>
        <tr>
          <th scope="col">Rank</th>
          <th scope="col" data-name>
            Engine
          </th>
          <th scope="col" data-line>
            <span className={css.hidden}>Interval</span>
          </th>
          <th scope="col">Rating</th>
          <th scope="col">Pairs</th>
          <th scope="col">Won</th>
          <th scope="col">Tied</th>
        </tr>
      </thead>
      <tbody>
        {engines.map((engine) => {
          const { engineId, rating, pairs, wins, ties } = engine;
          return (
            <tr key={engineId}>
              <td>
                {rating === null ? "—" : rating.bestRank === rating.worstRank ? rating.bestRank : `${rating.bestRank}–${rating.worstRank}`}
              </td>
              <th scope="row" data-name>
                <MiddleEllipsis text={engineId} />
              </th>
              <td data-line>
                {rating !== null && (
                  <span className={css.line} aria-hidden>
                    <span className={css.range} style={{ left: `${at(rating.low)}%`, width: `${at(rating.high) - at(rating.low)}%` }} />
                    <span className={css.point} style={{ left: `${at(rating.value)}%` }} />
                  </span>
                )}
              </td>
              <td>{ratingInWords(engine)}</td>
              <td>{formatCount(pairs)}</td>
              <td>{formatCount(wins)}</td>
              <td>{formatCount(ties)}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
