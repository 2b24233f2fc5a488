import type { Share } from "../../contract/index.ts";
import css from "./IntervalLine.module.css";

const at = (share: number) => `${100 * share}%`;

/**
 * A share with its interval, if it has one, on a line from 0 to 1, against a mark. Drawn only: the sentence beside it says the same.
 * @param mark 0 to 1; none where there is nothing to compare with.
 */
export function IntervalLine({ share: { share, low, high }, mark }: { share: Pick<Share, "share" | "low" | "high">; mark?: number }) {
  const crosses = mark !== undefined && low <= mark && high >= mark;
  return (
    <span className={css.line} aria-hidden>
      {mark !== undefined && <span className={css.mark} style={{ left: at(mark) }} />}
      {share !== null && (
        <>
          {high > low && <span className={css.interval} data-crosses={crosses} style={{ left: at(low), width: at(high - low) }} />}
          <span className={css.point} data-crosses={crosses} style={{ left: at(share) }} />
        </>
      )}
    </span>
  );
}
