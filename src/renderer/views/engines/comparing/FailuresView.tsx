import { IconAlertTriangle, IconCircleCheck } from "@tabler/icons-react";
import { type Failures, failureCount, failuresHeadline } from "../../../../contract/index.ts";
import { CopyButton } from "../../../components/CopyButton.tsx";
import { formatNoun, visibleText } from "../../../components/format.ts";
import { Section } from "../../../components/Section.tsx";
import { Sentence } from "../../../components/Sentence.tsx";
import { EmptyState } from "../../../components/states.tsx";
import { useHostQuery } from "../../../state/queries.ts";
import css from "./comparing.module.css";
import { BucketTable, FailingEngineTable, StatusTable } from "./FailureTables.tsx";
import { PartFrame } from "./PartFrame.tsx";
import { EngineSelect } from "./SidePicker.tsx";
import { useWhyScope } from "./use-why.ts";

const nothing = {
  icon: IconAlertTriangle,
  title: "No executions to look at",
  hint: "Import a log of executions. In a time range without any, choose another.",
};

/** What executions fail with, on which engines, and since when. */
export function FailuresView() {
  const { part, asked, isAsked, engine, setEngine } = useWhyScope();
  const answer = useHostQuery("engines.failures", asked, { enabled: isAsked, follows: "executions", calmMs: 2000, keepPrevious: true });
  return (
    <PartFrame
      {...{ part, answer, isAsked, nothing }}
      picker={
        <div className={css.sides}>
          <EngineSelect label="Engine" allLabel="All engines" value={engine} names={part.names} onChange={setEngine} />
        </div>
      }
    >
      {(failures, isOld) => <Report failures={failures} isOld={isOld} />}
    </PartFrame>
  );
}

function Report({ failures, isOld }: { failures: Failures; isOld: boolean }) {
  const { statuses, statusCount, engines, engineCount, engine } = failures;
  const left = (all: number, shown: number, ...noun: [one: string, many?: string]) =>
    all > shown ? `${formatNoun(all - shown, ...noun)} more` : undefined;
  if (failureCount(failures) === 0)
    return <EmptyState icon={IconCircleCheck} title="No failures" hint={visibleText(failuresHeadline(failures))} />;
  return (
    <div className={css.report} aria-busy={isOld}>
      <div className={css.hero}>
        <p className={css.first}>
          <Sentence text={failuresHeadline(failures)} />
        </p>
        <CopyButton text={failuresHeadline(failures)} label="Copy as a sentence" />
      </div>
      <Section title="By status" note={left(statusCount, statuses.length, "status", "statuses") ?? "the engine’s own word on the outcome"}>
        <div className={css.body}>
          <StatusTable failures={failures} />
        </div>
      </Section>
      {engine === undefined && (
        <Section title="By engine" note={left(engineCount, engines.length, "engine")}>
          <div className={css.body}>
            <FailingEngineTable failures={failures} />
          </div>
        </Section>
      )}
      <Section title="Success over time" note="periods without an execution are left out">
        <div className={css.body}>
          <BucketTable failures={failures} />
        </div>
      </Section>
    </div>
  );
}
