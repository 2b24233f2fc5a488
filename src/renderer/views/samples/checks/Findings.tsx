import { checkTexts } from "../../../../contract/index.ts";
import { useHostQuery } from "../../../state/queries.ts";
import css from "./Findings.module.css";

const fields = { input: "in the input", output: "in the output", sample: "" } as const;

/** What the checks find in one sample, with the part that they mean. Nothing while all is well. */
export function Findings({ sample }: { sample: string }) {
  const { data } = useHostQuery("dataset.findings", { ref: sample }, { follows: "samples", calmMs: 400, keepPrevious: false });
  if (data === undefined || data.length === 0) return null;
  return (
    <div className={css.findings}>
      <h2>Checks</h2>
      <ul>
        {data.map(({ check, field, excerpt, why }) => (
          <li key={`${check} ${field}`} data-check={check}>
            <span className={css.label}>{checkTexts[check].label}</span>
            <span>
              {why} {fields[field] !== "" && excerpt.trim() !== "" && <span className={css.quiet}>({fields[field]})</span>}
            </span>
            {excerpt.trim() !== "" && (
              <mark className={css.excerpt} dir="auto">
                {excerpt}
              </mark>
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}
