import { type RatedEngine, ratingInWords } from "../../../../contract/index.ts";
import { formatCount } from "../../../components/format.ts";
import { IntervalLine } from "../../../components/IntervalLine.tsx";
import { MiddleEllipsis } from "../../../components/MiddleEllipsis.tsx";
import css from "./comparing.module.css";
import { Heads } from "./Heads.tsx";

/** Engines by rating, each with its interval on one scale. */
export function Ranking({ engines }: { engines: readonly RatedEngine[] }) {
  const rated = engines.flatMap(({ rating }) => rating ?? []);
  const [from, to] = [Math.min(...rated.map(({ low }) => low)), Math.max(...rated.map(({ high }) => high))];
  const at = (value: number) => (to > from ? (value - from) / (to - from) : 0.5);
  return (
    <table className={css.ranking}>
      <caption>Pairs are meetings of two engines in a comparison.</caption>
      <Heads of={["Rank", ["Engine", "name"], ["Interval", "line"], "Rating", "Pairs", "Won", "Tied"]} />
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
                {rating !== null && <IntervalLine share={{ share: at(rating.value), low: at(rating.low), high: at(rating.high) }} />}
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
