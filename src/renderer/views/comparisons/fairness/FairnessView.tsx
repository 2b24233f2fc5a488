import { Button } from "@mantine/core";
import { IconScale } from "@tabler/icons-react";
import {
  agreementInWords,
  calibrationInWords,
  fewCases,
  type JudgingReport,
  leftOutInWords,
  paceInWords,
  reportInWords,
  shareInWords,
} from "../../../../contract/index.ts";
import { CopyButton } from "../../../components/CopyButton.tsx";
import { IntervalLine } from "../../../components/IntervalLine.tsx";
import { Section } from "../../../components/Section.tsx";
import { EmptyState, ErrorState, LoadingRows } from "../../../components/states.tsx";
import { useCommands } from "../../../components/use-commands.ts";
import { ViewFrame } from "../../../components/ViewFrame.tsx";
import { KeyButton } from "../../../review/KeyButton.tsx";
import { navigate } from "../../../state/navigation.ts";
import { useHostQuery } from "../../../state/queries.ts";
import { showDisagreements } from "../show-status.ts";
import { BetweenPeople } from "./BetweenPeople.tsx";
import { BiasFigure } from "./BiasFigure.tsx";
import { ConfusionTable } from "./ConfusionTable.tsx";
import { fairnessCommandList, fairnessCommands } from "./commands.ts";
import { EngineTable } from "./EngineTable.tsx";
import css from "./FairnessView.module.css";
import { PartPicker } from "./PartPicker.tsx";
import { showPart } from "./part.ts";
import { ReviewerPicker } from "./ReviewerPicker.tsx";
import rows from "./rows.module.css";
import { ScoreFigure } from "./ScoreFigure.tsx";
import { ScoreTable } from "./ScoreTable.tsx";
import { TierThresholds } from "./TierThresholds.tsx";
import { useThresholds } from "./use-thresholds.ts";

/** How fairly people and judges choose, and how far they agree. */
export function FairnessView() {
  const { data: report, error, refetch } = useHostQuery("judging.report", {}, { follows: "comparisons", calmMs: 1000, keepPrevious: true });
  return (
    <ViewFrame
      title="Comparisons"
      subtitle={<PartPicker />}
      toolbar={report !== undefined && <CopyButton text={reportInWords(report).join("\n")} label="Copy as sentences" />}
    >
      {error !== null && report === undefined ? (
        <ErrorState error={error} onRetry={refetch} />
      ) : report === undefined ? (
        <LoadingRows rows={12} />
      ) : isEmpty(report) ? (
        <EmptyState
          icon={IconScale}
          title="Nobody has chosen yet"
          hint="Decide comparisons, or import some with a recorded winner: then you see here whether the first, the longer or the more formatted answer wins, and how far people and judge agree."
          action={<Button onClick={() => showPart("review")}>Review comparisons</Button>}
        />
      ) : (
        <Report report={report} />
      )}
    </ViewFrame>
  );
}

const isEmpty = ({ judge, people, agents }: JudgingReport) =>
  [judge, people, agents].every(({ comparisons, leftOut }) => comparisons === 0 && leftOut.length === 0);

function Report({ report }: { report: JudgingReport }) {
  const { agreement, pace } = report;
  const thresholds = useThresholds();
  const isJudged = agreement.agreed.n > 0;
  const disagree = agreement.agreed.n > 0 && agreement.agreed.share !== 1;
  useCommands(fairnessCommandList, {
    saveThresholds: isJudged ? thresholds.save : null,
    showDisagreements: disagree ? showDisagreements : null,
  });
  const atGold = agreement.fromScore.find(({ score }) => score === 0.9);
  const paceWords = paceInWords(pace);
  return (
    <div className={css.report}>
      <div className={css.hero}>
        <p className={css.first}>{agreementInWords(agreement)}</p>
        {atGold !== undefined && <p className={css.second}>{calibrationInWords(atGold)}</p>}
        {paceWords !== "" && <p className={css.second}>{paceWords}</p>}
        {!isJudged && <WhatToDo report={report} />}
      </div>
      <div className={css.columns}>
        <div className={css.column}>
          <Section title="Bias" note="share of comparisons, 95% interval, against ½" tools={<ReviewerPicker report={report} />}>
            <div className={css.body}>
              <BiasFigure report={report} />
              <p className={css.note}>
                Longer or more formatted answers may be better ones; the first one is not. An interval that crosses ½ is no finding.
              </p>
            </div>
          </Section>
          <Section title="Agreement with oneself" note="comparisons that a blind queue showed twice">
            <div className={css.body}>
              <Oneself oneself={report.oneself} />
            </div>
          </Section>
          <Section title="Between people" note="without the other’s decision in view">
            <div className={css.body}>
              <BetweenPeople />
            </div>
          </Section>
          {isJudged && (
            <Section title="Thresholds of automatic tiers" note="from how often people agree with the judge">
              <div className={css.body}>
                <TierThresholds thresholds={thresholds} />
              </div>
            </Section>
          )}
        </div>
        {isJudged && (
          <div className={css.column}>
            <Section
              title="Judge against people"
              tools={<KeyButton shortcut={fairnessCommands.disagreements} disabled={!disagree} onClick={showDisagreements} />}
            >
              <div className={css.body}>
                <ConfusionTable confusion={agreement.confusion} />
                <p className={css.note}>{leftOutInWords(agreement.leftOut)}</p>
                {agreement.byTenth.length > 0 && (
                  <>
                    <ScoreFigure byTenth={agreement.byTenth} unscored={agreement.unscored} />
                    <ScoreTable fromScore={agreement.fromScore} />
                  </>
                )}
                <EngineTable engines={agreement.engines} />
              </div>
            </Section>
          </div>
        )}
      </div>
    </div>
  );
}

/** How often people decide the same again. */
function Oneself({ oneself }: Pick<JudgingReport, "oneself">) {
  if (oneself.share === null) {
    return (
      <p className={css.note}>
        Nothing was decided twice yet. A blind queue in random order shows some comparisons a second time, if it is made so.
      </p>
    );
  }
  return (
    <table className={rows.rows}>
      <caption>The same verdict both times</caption>
      <tbody>
        <tr>
          <th scope="row">People</th>
          <td className={rows.drawn}>
            <IntervalLine share={oneself} />
          </td>
          <td className={rows.share}>{shareInWords(oneself)}</td>
          <td className={rows.words}>{oneself.n < fewCases ? "too few to rely on" : ""}</td>
        </tr>
      </tbody>
    </table>
  );
}

/** Why judge and people cannot be compared yet. */
function WhatToDo({ report: { judge, people } }: { report: JudgingReport }) {
  if (judge.comparisons === 0)
    return (
      <p className={css.second}>
        No comparison has a recorded winner.{" "}
        <Button size="compact-xs" variant="default" onClick={() => navigate("import")}>
          Import a judge’s verdicts
        </Button>
      </p>
    );
  return (
    <p className={css.second}>
      {people.comparisons === 0
        ? "Decide some comparisons that have a recorded winner."
        : "People and judge decided different comparisons so far."}{" "}
      <Button size="compact-xs" variant="default" onClick={() => showPart("review")}>
        Review comparisons
      </Button>
    </p>
  );
}
