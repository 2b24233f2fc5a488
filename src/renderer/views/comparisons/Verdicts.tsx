import { type ComparisonDetail, candidateLetter } from "../../../contract/index.ts";
import { visibleText } from "../../components/format.ts";
import css from "./ComparisonPane.module.css";

/** What several reviewers said about the comparison, each by name; nothing when at most one said anything. */
export function Verdicts({ verdicts }: Pick<ComparisonDetail, "verdicts">) {
  if (verdicts === undefined || verdicts.length === 0) return null;
  const words = verdicts.map(
    ({ actor, kind, verdict }) => `${visibleText(actor)}${kind === "agent" ? " (agent)" : ""}: ${toWords(verdict)}`,
  );
  return (
    <p className={css.verdicts} dir="auto" data-verdicts>
      {words.join(" · ")}
    </p>
  );
}

/** What a second look at a comparison was, once it is revealed. */
export function SecondLook({ repeat }: Pick<ComparisonDetail, "repeat">) {
  if (repeat === undefined) return null;
  const { first, again, note } = repeat;
  const words =
    first === "" || again === ""
      ? "Nothing to compare: not both looks were finished with a decision."
      : first === again
        ? `You decided the same as at first: ${toWords(again)}.`
        : `You decided ${toWords(again)}, at first ${toWords(first)}. The first decision stays.`;
  return (
    <p className={css.second} data-second-look>
      Shown a second time, with the answers in the other order. {words}
      {note !== "" && <bdi> Your note then: {visibleText(note)}</bdi>}
    </p>
  );
}

/** "2" is the second candidate, which the screen calls B. */
function toWords(verdict: string): string {
  return verdict.replace(/\d+/g, (number) => candidateLetter(Number(number) - 1));
}
