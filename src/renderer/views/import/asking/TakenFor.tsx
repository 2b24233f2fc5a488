import type { ImportPreview } from "../../../../contract/index.ts";
import { formatCount, formatNoun, formatPercent, formatTime, visibleText } from "../../../components/format.ts";
import css from "./asking.module.css";
import { byHand, describeSample, pickProofs } from "./plan.ts";

/** What a file was recognised as, what its first rows become, and how units and times were inferred. */
export function TakenFor({ preview }: { preview: ImportPreview }) {
  const proofs = pickProofs(preview.rows);
  return (
    <div className={css.taken}>
      <p className={css.lead}>
        <Guess preview={preview} />
        {preview.steps.length > 0 && ` The file ${preview.steps.map(visibleText).join(" and ")}.`}
        {preview.takenFor === null && preview.plan?.dialect === byHand && " Fields are suggested from their names and values."}
      </p>
      {preview.plan !== null && (
        <p>
          The first {preview.sampledRows === 1 ? "row gives" : `${formatCount(preview.sampledRows)} rows give`} {describeSample(preview)}.
        </p>
      )}
      {proofs.length > 0 && (
        <ul className={css.proofs} aria-label="Units and times">
          {proofs.map(({ from, value, to, became, because }) => (
            <li key={JSON.stringify([from, to, because])}>
              <b>
                {visibleText(from)} {visibleText(value)} → {formatBecame(to, became)}
              </b>
              , because <Because text={because} /> <span className="muted">({to})</span>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function Guess({ preview: { takenFor, plan, dialects, sampledRows } }: { preview: ImportPreview }) {
  if (takenFor !== null && plan?.dialect === takenFor.name)
    return (
      <>
        Recognised as <b>{takenFor.title}</b>, {formatPercent(takenFor.confidence, 0)} sure.
      </>
    );
  const chosen = dialects.find(({ name }) => name === plan?.dialect);
  if (chosen !== undefined)
    return (
      <>
        Read as <b>{chosen.title}</b>, as you chose.
      </>
    );
  if (takenFor !== null && plan?.dialect === byHand) return <>Its fields are mapped by hand.</>;
  return (
    <>
      <b>Not recognised.</b>{" "}
      {sampledRows === 1 ? "Its only row is not a record" : `None of its first ${formatNoun(sampledRows, "row")} is a record`}; nothing was
      imported.
    </>
  );
}

/** Names of fields stand between backticks. */
function Because({ text }: { text: string }) {
  return visibleText(text)
    .split("`")
    .map((part, at) =>
      at % 2 === 1 ? (
        // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one text keep their places
        <code key={at}>{part}</code>
      ) : (
        part
      ),
    );
}

function formatBecame(to: string, became: string): string {
  if (to.endsWith("_ms")) return `${visibleText(became)} ms`;
  const isTime = (to === "timestamp" || to === "created_at") && /^\d+$/.test(became);
  return isTime ? formatTime(Number(became)) : visibleText(became);
}
