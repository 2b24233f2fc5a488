import { IconBan, IconTrophy } from "@tabler/icons-react";
import type { Candidate } from "../../../../contract/index.ts";
import { SavingMark, TierBadge } from "../../../components/marks.tsx";
import css from "./CandidateMarks.module.css";

interface CandidateMarksProps {
  candidate: Candidate;
  /** Set as the winner by whoever reviews. */
  chosen: boolean;
  saving: boolean;
  /** Without words, for a strip. */
  small?: boolean;
}

/** What was decided about a candidate: its tier, whether it is rejected, whether it won. */
export function CandidateMarks({ candidate, chosen, saving, small = false }: CandidateMarksProps) {
  const { tier, rejected, decidedBy } = candidate;
  const size = small ? 13 : 14;
  return (
    <span className={css.marks} data-saving={saving}>
      {saving && !small && <SavingMark />}
      {chosen && (
        <span className={css.winner} title="Winner, set by you">
          <IconTrophy size={size} aria-hidden />
          {small ? <span className="visually-hidden">winner</span> : "Winner"}
        </span>
      )}
      {tier !== null && <TierBadge tier={tier} size={small ? 14 : 20} />}
      {tier !== null && decidedBy !== null && decidedBy !== "person" && !small && <span className={css.auto}>{decidedBy}</span>}
      {rejected && (
        <span className={css.rejected} title="Rejected">
          <IconBan size={size} aria-hidden />
          {small ? <span className="visually-hidden">rejected</span> : "Rejected"}
        </span>
      )}
    </span>
  );
}
