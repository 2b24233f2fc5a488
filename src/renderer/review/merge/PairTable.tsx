import type { PairAgreement } from "../../../contract/index.ts";
import { formatCount, visibleText } from "../../components/format.ts";
import css from "./Merge.module.css";

/** Without the sign of a zero. */
const twoDigits = (value: number) => (Math.round(100 * value) / 100 + 0).toFixed(2);

/** How far people agree, pair by pair, about what both decided without the other's decision in view. */
export function PairTable({ pairs }: { pairs: readonly PairAgreement[] }) {
  return (
    <table className={css.table}>
      <thead>
        <tr>
          <th scope="col">Reviewers</th>
          <th scope="col">Both decided</th>
          <th scope="col">Agreed</th>
          <th scope="col">Cohen’s κ</th>
        </tr>
      </thead>
      <tbody>
        {pairs.map(({ reviewers, n, agreed, kappa }) => (
          <tr key={JSON.stringify(reviewers)}>
            <th scope="row">{reviewers.map(visibleText).join(" and ")}</th>
            <td>{formatCount(n)}</td>
            <td>{n === 0 ? "–" : `${Math.round((100 * agreed) / n)}%`}</td>
            <td>{kappa === null ? "–" : `${twoDigits(kappa.value)} (${twoDigits(kappa.low)} to ${twoDigits(kappa.high)})`}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
