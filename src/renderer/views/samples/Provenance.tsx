import type { SampleDetail } from "../../../contract/index.ts";
import { formatTime, visibleText } from "../../components/format.ts";
import { formatDescription } from "../../review/generated-words.ts";
import css from "./samples.module.css";

/** Where the sample came from and every decision since, oldest first. */
export function Provenance({ provenance }: { provenance: SampleDetail["provenance"] }) {
  return (
    <div className={css.section}>
      <h2>Provenance</h2>
      <ol className={css.provenance}>
        {provenance.map((step, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the steps of a history keep their places
          <li key={index}>
            <span className={css.when}>{formatTime(step.atMs / 1000)}</span>
            <span className={css.what}>{formatDescription(step.description)}</span>
            <span className={css.who}>{visibleText(step.actor)}</span>
          </li>
        ))}
      </ol>
    </div>
  );
}
