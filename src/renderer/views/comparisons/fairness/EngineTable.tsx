import { type JudgeAgreement, shareInWords } from "../../../../contract/index.ts";
import { visibleText } from "../../../components/format.ts";
import { IntervalLine } from "../../../components/IntervalLine.tsx";
import css from "./rows.module.css";

/** How often people agreed, by the engine that the judge picked. */
export function EngineTable({ engines }: Pick<JudgeAgreement, "engines">) {
  return (
    <table className={css.rows} data-wide>
      <caption>By engine of the judge’s pick</caption>
      <tbody>
        {engines.map(({ engineId, ...share }) => (
          <tr key={engineId}>
            <th scope="row" title={engineId} dir="ltr">
              {visibleText(engineId)}
            </th>
            <td>
              <IntervalLine share={share} />
            </td>
            <td className={css.share}>{shareInWords(share)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
