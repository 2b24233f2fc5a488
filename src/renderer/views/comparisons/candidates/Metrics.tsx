import { IconTrophy } from "@tabler/icons-react";
import { Fragment } from "react";
import type { Candidate, ComparisonDetail } from "../../../../contract/index.ts";
import { formatCount, formatMs, formatScore, formatUsd } from "../../../components/format.ts";
import { formatRecordedWinner } from "../words.ts";
import css from "./Metrics.module.css";

type Recorded = Pick<ComparisonDetail, "recordedWinner" | "candidates">;

/** What was measured of a candidate, on one line, and whether the record names it as the winner. */
export function Metrics({ candidate, detail }: { candidate: Candidate; detail: Recorded }) {
  const recorded = formatRecordedWinner(detail, candidate.position);
  const score = detail.recordedWinner?.score;
  const { latencyMs, quality, usage } = candidate;
  const facts = [
    ["latency", latencyMs === null ? "unknown" : formatMs(latencyMs)],
    ["quality", quality === null ? "unknown" : formatScore(quality)],
    ...(usage?.outputTokens == null ? [] : [["tokens", formatCount(usage.outputTokens)]]),
    ...(usage?.costUsd == null ? [] : [["cost", formatUsd(usage.costUsd)]]),
  ] as const;
  const words = facts.map(([name, value]) => `${name} ${value}`).join(", ");
  return (
    <div className={css.line} title={recorded === null ? words : `${words}. ${recorded}`}>
      <dl className={css.metrics}>
        {facts.map(([name, value]) => (
          <Fragment key={name}>
            <dt>{name}</dt>
            <dd data-unknown={value === "unknown" || undefined}>{value}</dd>
          </Fragment>
        ))}
      </dl>
      {recorded !== null && (
        <span className={css.recorded}>
          <IconTrophy size={13} aria-hidden />
          <span aria-hidden>winner {formatScore(score)}</span>
          <span className="visually-hidden">{recorded}</span>
        </span>
      )}
    </div>
  );
}
