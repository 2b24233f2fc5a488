import { Fragment, memo, type ReactNode, useMemo } from "react";
import { appCommand, type ComparisonDetail, type Tier, tiers } from "../../../contract/index.ts";
import { candidateLetter } from "../../components/format.ts";
import { KeyHint } from "../../components/KeyHint.tsx";
import { TierBadge } from "../../components/marks.tsx";
import { KeyButton } from "../../review/KeyButton.tsx";
import { UnlistedNote } from "../../review/UnlistedNote.tsx";
import { comparisonCommands } from "./commands.ts";
import css from "./DecisionBar.module.css";
import { findSample } from "./find-sample.ts";
import type { ComparisonDecisions } from "./use-comparison-decisions.ts";

interface Actions extends Pick<ComparisonDecisions, "onFocused" | "onWhole" | "open" | "toggleFlag" | "finish"> {
  /** Not in the filtered list: the buttons are disabled, and the bar says why. */
  unlisted: boolean;
  onClearFilter: () => void;
  onNote: () => void;
  toSample: () => void;
  /** Of the focused candidate. */
  position: number;
}

/** What is decided, as far as a button shows it. */
interface Decided {
  tier: Tier | null;
  rejected: boolean;
  won: boolean;
  outcome: ComparisonDetail["outcome"];
  ranked: boolean;
  flagged: boolean;
  /** Whether it has a reason or a tag. */
  marked: boolean;
  done: boolean;
  /** Of exactly two candidates. */
  isPair: boolean;
  hasSample: boolean;
}

/** Everything that can be decided, each with its key: the legend and the buttons in one. */
export function DecisionBar({ detail, ...actions }: Actions & { detail: ComparisonDetail }) {
  const { position } = actions;
  const candidate = detail.candidates.find((one) => one.position === position);
  return (
    <Buttons
      {...actions}
      tier={candidate?.tier ?? null}
      rejected={candidate?.rejected === true}
      won={detail.outcome === "winner" && detail.winnerPosition === position}
      outcome={detail.outcome}
      ranked={detail.rank !== null}
      flagged={detail.flagged}
      marked={detail.reasons.length + detail.tags.length > 0}
      done={detail.done}
      isPair={detail.candidates.length === 2}
      hasSample={findSample(detail, position) !== null}
    />
  );
}

/** Memoised on what it shows: from one undecided comparison to the next none of its buttons is drawn again. */
const Buttons = memo(function Buttons(props: Actions & Decided) {
  const { unlisted, position, onFocused, onWhole, onClearFilter, onNote, toSample, open, toggleFlag, finish } = props;
  const { tier, rejected, won, outcome, ranked, flagged, marked, done, isPair, hasSample } = props;
  const letter = candidateLetter(position);
  const which = `candidate ${letter}`;
  /** The same functions each time: of a decision the buttons that show it are drawn, and no others. */
  const act = useMemo(() => toActions({ onFocused, onWhole, open }), [onFocused, onWhole, open]);
  return (
    <div className={css.decisions} role="toolbar" aria-label="Decisions">
      {unlisted && (
        <UnlistedNote next={comparisonCommands.next} onClearFilter={onClearFilter}>
          This comparison is not in the filtered list, so it cannot be decided.
        </UnlistedNote>
      )}
      <fieldset className={css.group}>
        <legend className="visually-hidden">Candidate {letter}</legend>
        <span className={css.groupName} title={`Candidate ${letter}`} aria-hidden>
          {letter}
        </span>
        {tiers.map((one) => (
          <KeyButton
            key={one}
            disabled={unlisted}
            shortcut={comparisonCommands[one]}
            pressed={tier === one}
            title={`Promote ${which} to ${one}`}
            onClick={act[one]}
          >
            {tierLabels[one]}
          </KeyButton>
        ))}
        <KeyButton
          disabled={unlisted}
          shortcut={comparisonCommands.reject}
          pressed={rejected}
          title={`Reject ${which}`}
          onClick={act.reject}
        />
        <KeyButton
          disabled={unlisted}
          shortcut={comparisonCommands.winner}
          pressed={won}
          title={`Set ${which} as winner`}
          onClick={act.winner}
        />
        <KeyButton disabled={unlisted} shortcut={comparisonCommands.clear} title={`Clear decision on ${which}`} onClick={act.clear} />
        <KeyButton
          disabled={unlisted}
          shortcut={comparisonCommands.edit}
          title={`Correct the answer of ${which} and promote it`}
          onClick={act.correct}
        />
      </fieldset>
      <fieldset className={css.group}>
        <legend className="visually-hidden">The whole comparison</legend>
        <span className={`${css.groupName} ${css.whole}`} aria-hidden>
          All
        </span>
        <KeyButton disabled={unlisted} shortcut={comparisonCommands.tie} pressed={outcome === "tie"} onClick={act.tie} />
        <KeyButton disabled={unlisted} shortcut={comparisonCommands.allBad} pressed={outcome === "both_bad"} onClick={act.allBad}>
          {isPair ? "Both bad" : undefined}
        </KeyButton>
        <KeyButton disabled={unlisted} shortcut={comparisonCommands.skip} pressed={outcome === "skipped"} onClick={act.skip} />
        <KeyButton disabled={unlisted} shortcut={comparisonCommands.note} onClick={onNote} />
        <KeyButton disabled={unlisted} shortcut={comparisonCommands.rank} pressed={ranked} onClick={act.rank} />
        <KeyButton disabled={unlisted} shortcut={comparisonCommands.flag} pressed={flagged} onClick={toggleFlag} />
        <KeyButton
          disabled={unlisted}
          shortcut={comparisonCommands.marks}
          pressed={marked}
          title={comparisonCommands.marks.label}
          onClick={act.marks}
        >
          Reasons
        </KeyButton>
        <KeyButton disabled={unlisted} shortcut={comparisonCommands.finish} pressed={done} onClick={finish} />
        {hasSample && <KeyButton shortcut={comparisonCommands.sample} onClick={toSample} />}
      </fieldset>
      <Legend />
    </div>
  );
});

/** The tier's shape, hidden from screen readers because its name is next to it. */
function Badge({ tier }: { tier: Tier }) {
  return (
    <span aria-hidden>
      <TierBadge tier={tier} size={15} />
    </span>
  );
}

const tierLabels = Object.fromEntries(
  tiers.map((tier) => [
    tier,
    <Fragment key={tier}>
      <Badge tier={tier} /> {comparisonCommands[tier].label}
    </Fragment>,
  ]),
) as Record<Tier, ReactNode>;

function toActions({ onFocused, onWhole, open }: Pick<Actions, "onFocused" | "onWhole" | "open">) {
  const promote = (tier: Tier) => () => onFocused({ type: "promote", tier });
  return {
    gold: promote("gold"),
    silver: promote("silver"),
    bronze: promote("bronze"),
    reject: () => onFocused({ type: "reject" }),
    winner: () => onFocused({ type: "set_winner" }),
    clear: () => onFocused({ type: "clear" }),
    correct: () => open("correct"),
    tie: () => onWhole("tie"),
    allBad: () => onWhole("both_bad"),
    skip: () => onWhole("skip"),
    rank: () => open("rank"),
    marks: () => open("marks"),
  };
}

const Legend = memo(function Legend() {
  return (
    <span className={css.legend} aria-hidden>
      <KeyHint of={[comparisonCommands.next, comparisonCommands.previous]}>comparison</KeyHint>{" "}
      <KeyHint of={[comparisonCommands.previousCandidate, comparisonCommands.nextCandidate]}>candidate</KeyHint>{" "}
      <KeyHint of={[appCommand("shortcuts")]}>shortcuts</KeyHint>
    </span>
  );
});
