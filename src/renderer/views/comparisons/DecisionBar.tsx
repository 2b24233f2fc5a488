import { Button } from "@mantine/core";
import { memo } from "react";
import type { ComparisonDetail, Tier } from "../../../contract/index.ts";
import { candidateLetter, Kbd, TierBadge } from "../../components/index.ts";
import { KeyButton } from "../../review/KeyButton.tsx";
import css from "./comparisons.module.css";
import type { Review } from "./use-review.ts";

interface DecisionBarProps extends Pick<Review, "onFocused" | "onWhole"> {
  detail: ComparisonDetail;
  /** Not in the filtered list: nothing can be decided, and the bar says why. */
  unlisted: boolean;
  onClearFilter: () => void;
  onNote: () => void;
  /** Of the focused candidate. */
  position: number;
}

/** Everything that can be decided, each with its key: the legend and the buttons in one. */
export const DecisionBar = memo(function DecisionBar(props: DecisionBarProps) {
  const { detail, unlisted, position, onFocused, onWhole, onClearFilter, onNote } = props;
  const candidate = detail.candidates.find((one) => one.position === position);
  const letter = candidateLetter(position);
  const which = `candidate ${letter}`;
  const tier = candidate?.tier ?? null;
  return (
    <div className={css.decisions} role="toolbar" aria-label="Decisions">
      {unlisted && (
        <p className={css.unlisted} role="status">
          <span>
            This comparison is not in the filtered list, so its keys are off. <Kbd>j</Kbd> goes to the first result.
          </span>
          <Button size="compact-xs" variant="default" onClick={onClearFilter}>
            Clear the filter
          </Button>
        </p>
      )}
      <fieldset className={css.group}>
        <legend className="visually-hidden">Candidate {letter}</legend>
        <span className={css.groupName} title={`Candidate ${letter}`} aria-hidden>
          {letter}
        </span>
        <KeyButton
          disabled={unlisted}
          shortcut="1"
          pressed={tier === "gold"}
          does={`Promote ${which} to gold`}
          onClick={() => onFocused({ type: "promote", tier: "gold" })}
        >
          <Badge tier="gold" /> Gold
        </KeyButton>
        <KeyButton
          disabled={unlisted}
          shortcut="2"
          pressed={tier === "silver"}
          does={`Promote ${which} to silver`}
          onClick={() => onFocused({ type: "promote", tier: "silver" })}
        >
          <Badge tier="silver" /> Silver
        </KeyButton>
        <KeyButton
          disabled={unlisted}
          shortcut="3"
          pressed={tier === "bronze"}
          does={`Promote ${which} to bronze`}
          onClick={() => onFocused({ type: "promote", tier: "bronze" })}
        >
          <Badge tier="bronze" /> Bronze
        </KeyButton>
        <KeyButton
          disabled={unlisted}
          shortcut="x"
          pressed={candidate?.rejected === true}
          does={`Reject ${which}`}
          onClick={() => onFocused({ type: "reject" })}
        >
          Reject
        </KeyButton>
        <KeyButton
          disabled={unlisted}
          shortcut="w"
          pressed={detail.outcome === "winner" && detail.winnerPosition === position}
          does={`Make ${which} the winner`}
          onClick={() => onFocused({ type: "set_winner" })}
        >
          Winner
        </KeyButton>
        <KeyButton
          disabled={unlisted}
          shortcut="0"
          does={`Clear what was decided about ${which}`}
          onClick={() => onFocused({ type: "clear" })}
        >
          Clear
        </KeyButton>
      </fieldset>
      <fieldset className={css.group}>
        <legend className="visually-hidden">The whole comparison</legend>
        <span className={css.groupName} aria-hidden>
          All
        </span>
        <KeyButton
          disabled={unlisted}
          shortcut="t"
          pressed={detail.outcome === "tie"}
          does="Call the comparison a tie"
          onClick={() => onWhole("tie")}
        >
          Tie
        </KeyButton>
        <KeyButton
          disabled={unlisted}
          shortcut="b"
          pressed={detail.outcome === "both_bad"}
          does="Call all candidates bad"
          onClick={() => onWhole("both_bad")}
        >
          {detail.candidates.length === 2 ? "Both bad" : "All bad"}
        </KeyButton>
        <KeyButton
          disabled={unlisted}
          shortcut="s"
          pressed={detail.outcome === "skipped"}
          does="Skip to the next comparison"
          onClick={() => onWhole("skip")}
        >
          Skip
        </KeyButton>
        <KeyButton disabled={unlisted} shortcut="n" does="Write a note" onClick={onNote}>
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
