import { memo } from "react";
import type { ComparisonDetail, Tier } from "../../../contract/index.ts";
import { Kbd, TierBadge } from "../../components/index.ts";
import { writeViewState } from "../../state/view-state.ts";
import css from "./comparisons.module.css";
import { KeyButton } from "./KeyButton.tsx";
import { noteEditing } from "./pane-state.ts";
import type { Review } from "./use-review.ts";

interface DecisionBarProps extends Pick<Review, "onFocused" | "onWhole"> {
  detail: ComparisonDetail;
  /** Of the focused candidate. */
  position: number;
}

/** Everything that can be decided, each with its key: the legend and the buttons in one. */
export const DecisionBar = memo(function DecisionBar({ detail, position, onFocused, onWhole }: DecisionBarProps) {
  const candidate = detail.candidates.find((one) => one.position === position);
  const which = `candidate ${position + 1}`;
  const tier = candidate?.tier ?? null;
  return (
    <div className={css.decisions} role="toolbar" aria-label="Decisions">
      <fieldset className={css.group}>
        <legend className="visually-hidden">Candidate {position + 1}</legend>
        <span className={css.groupName} title={`Candidate ${position + 1}`} aria-hidden>
          #{position + 1}
        </span>
        <KeyButton
          shortcut="1"
          pressed={tier === "gold"}
          does={`Promote ${which} to gold`}
          onClick={() => onFocused({ type: "promote", tier: "gold" })}
        >
          <Badge tier="gold" /> Gold
        </KeyButton>
        <KeyButton
          shortcut="2"
          pressed={tier === "silver"}
          does={`Promote ${which} to silver`}
          onClick={() => onFocused({ type: "promote", tier: "silver" })}
        >
          <Badge tier="silver" /> Silver
        </KeyButton>
        <KeyButton
          shortcut="3"
          pressed={tier === "bronze"}
          does={`Promote ${which} to bronze`}
          onClick={() => onFocused({ type: "promote", tier: "bronze" })}
        >
          <Badge tier="bronze" /> Bronze
        </KeyButton>
        <KeyButton
          shortcut="x"
          pressed={candidate?.rejected === true}
          does={`Reject ${which}`}
          onClick={() => onFocused({ type: "reject" })}
        >
          Reject
        </KeyButton>
        <KeyButton
          shortcut="w"
          pressed={detail.outcome === "winner" && detail.winnerPosition === position}
          does={`Make ${which} the winner`}
          onClick={() => onFocused({ type: "set_winner" })}
        >
          Winner
        </KeyButton>
        <KeyButton shortcut="0" does={`Clear what was decided about ${which}`} onClick={() => onFocused({ type: "clear" })}>
          Clear
        </KeyButton>
      </fieldset>
      <fieldset className={css.group}>
        <legend className="visually-hidden">The whole comparison</legend>
        <span className={css.groupName} aria-hidden>
          All
        </span>
        <KeyButton shortcut="t" pressed={detail.outcome === "tie"} does="Call the comparison a tie" onClick={() => onWhole("tie")}>
          Tie
        </KeyButton>
        <KeyButton shortcut="b" pressed={detail.outcome === "both_bad"} does="Call all candidates bad" onClick={() => onWhole("both_bad")}>
          {detail.candidates.length === 2 ? "Both bad" : "All bad"}
        </KeyButton>
        <KeyButton shortcut="s" pressed={detail.outcome === "skipped"} does="Skip to the next comparison" onClick={() => onWhole("skip")}>
          Skip
        </KeyButton>
        <KeyButton shortcut="n" does="Write a note" onClick={() => writeViewState({ [noteEditing]: detail.key })}>
          Note
        </KeyButton>
      </fieldset>
      <span className={css.legend} aria-hidden>
        <Kbd>j</Kbd> <Kbd>k</Kbd> comparison <Kbd>h</Kbd> <Kbd>l</Kbd> candidate <Kbd>?</Kbd> all keys
      </span>
    </div>
  );
});

/** The tier's shape beside its word, which already says it to screen readers. */
function Badge({ tier }: { tier: Tier }) {
  return (
    <span aria-hidden>
      <TierBadge tier={tier} size={15} />
    </span>
  );
}
