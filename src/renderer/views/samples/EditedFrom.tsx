import type { SampleDetail } from "../../../contract/index.ts";
import { candidateLetter } from "../../components/format.ts";
import { DifferenceText } from "../../review/difference/DifferenceText.tsx";
import { useHostQuery } from "../../state/queries.ts";
import css from "./SamplePane.module.css";

/** How the output of an edited sample differs from the answer that it was promoted from. Nothing where it came from no comparison, or is as it was. */
export function EditedFrom({ detail: { row, output, comparison } }: { detail: SampleDetail }) {
  const enabled = comparison !== null && row.edited;
  const found = useHostQuery("comparisons.get", { key: comparison ?? "" }, { enabled, follows: "comparisons" }).data;
  const original = found?.candidates.find(({ sampleRef }) => sampleRef === row.ref);
  if (!enabled || original === undefined || original.output === output) return null;
  return (
    <div className={css.section}>
      <h2>Changes to the answer of candidate {candidateLetter(original.position)}</h2>
      <DifferenceText before={original.output} after={output} className={css.text} label="Changes to the answer" />
    </div>
  );
}
