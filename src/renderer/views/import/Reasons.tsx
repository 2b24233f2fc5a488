import { UnstyledButton } from "@mantine/core";
import { useState } from "react";
import type { ImportJob } from "../../../contract/index.ts";
import { formatCount, visibleText } from "../../components/format.ts";
import css from "./import.module.css";
import { linesText } from "./report.ts";

type Reason = ImportJob["reasons"][number];

/** Why lines were rejected, most frequent first, each with its first line numbers and an example. */
export function Reasons({ reasons, quarantined }: { reasons: readonly Reason[]; quarantined: number }) {
  const named = reasons.reduce((sum, reason) => sum + reason.count, 0);
  return (
    <>
      <table className={css.reasons} aria-label="Reasons for rejection">
        <thead>
          <tr>
            <th scope="col" className="num">
              Lines
            </th>
            <th scope="col">Rule</th>
            <th scope="col">Example</th>
          </tr>
        </thead>
        <tbody>
          {reasons.map((reason) => (
            <ReasonRow key={reason.reason} reason={reason} />
          ))}
        </tbody>
      </table>
      {named < quarantined && (
        <p className={css.rest}>
          {formatCount(quarantined - named)} more for less common reasons. All rejected lines are in quarantine.jsonl.
        </p>
      )}
    </>
  );
}

function ReasonRow({ reason }: { reason: Reason }) {
  const [whole, setWhole] = useState(false);
  const kept = reason.firstLines.length;
  const more = kept > 8;
  return (
    <tr>
      <td className="num">{formatCount(reason.count)}</td>
      <td>
        <code>{visibleText(reason.reason)}</code>
        <div className="muted">
          {linesText(reason.firstLines, reason.count, whole ? kept : 8)}{" "}
          {more && (
            <UnstyledButton className={css.link} aria-expanded={whole} onClick={() => setWhole(!whole)}>
              {whole ? "show fewer" : kept < reason.count ? `show the first ${kept}` : `show all ${kept}`}
            </UnstyledButton>
          )}
        </div>
      </td>
      <td>
        {visibleText(reason.example.message)}
        {reason.example.fix !== undefined && <div className="muted">{visibleText(reason.example.fix)}</div>}
      </td>
    </tr>
  );
}
