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
    <p className={css.quiet} dir="auto" data-verdicts>
      {words.join(" · ")}
    </p>
  );
}

/** "2" is the second candidate, which the screen calls B. */
function toWords(verdict: string): string {
  return verdict.replace(/\d+/g, (number) => candidateLetter(Number(number) - 1));
}
