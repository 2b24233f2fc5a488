import { Button, ScrollArea } from "@mantine/core";
import { IconDatabase, IconDatabaseOff } from "@tabler/icons-react";
import type { SampleDetail } from "../../../contract/index.ts";
import { CopyButton } from "../../components/CopyButton.tsx";
import { formatScore, formatTime, visibleText } from "../../components/format.ts";
import { JsonView } from "../../components/JsonView.tsx";
import { printShortcut } from "../../components/KeyHint.tsx";
import { EngineName, TierBadge } from "../../components/marks.tsx";
import { EmptyState, ErrorState, LoadingRows } from "../../components/states.tsx";
import { historyCommands } from "../../review/commands.ts";
import { Conversation } from "../../review/conversation/Conversation.tsx";
import { formatDescription } from "../../review/generated-words.ts";
import { LongText } from "../../review/LongText.tsx";
import { useViewState } from "../../state/view-state.ts";
import { Findings } from "./checks/Findings.tsx";
import { DraftNotice } from "./DraftNotice.tsx";
import { editingName } from "./drafts.ts";
import { EditedFrom } from "./EditedFrom.tsx";
import { originLabels } from "./filter.ts";
import { SampleActions } from "./SampleActions.tsx";
import { SampleEditor } from "./SampleEditor.tsx";
import css from "./SamplePane.module.css";
import type { SamplesState } from "./use-samples.ts";

/** One full sample: its texts, its provenance and its actions. */
export function SamplePane({ samples }: { samples: SamplesState }) {
  const { place, detail, marked, gone } = samples;
  const [editing] = useViewState(editingName, "");
  if (place.key === null) return <EmptyState icon={IconDatabase} title="No sample selected" hint="Select one in the list." />;
  if (gone) {
    return (
      <EmptyState
        icon={IconDatabaseOff}
        title="This sample is not in the dataset"
        hint={
          samples.curation?.canUndo
            ? `Undo: ${formatDescription(samples.curation.undoes)}`
            : "It was removed from the dataset, or belongs to another workspace."
        }
        action={
          samples.curation?.canUndo ? (
            <Button variant="default" onClick={samples.undo}>
              Undo ({printShortcut(historyCommands.undo)})
            </Button>
          ) : undefined
        }
      />
    );
  }
  if (marked === undefined) {
    if (detail.error !== null) return <ErrorState error={detail.error} onRetry={detail.refetch} />;
    return <LoadingRows rows={6} />;
  }
  const { row, input, output, messages, raw, engineId, provenance } = marked.detail;
  return (
    <article className={css.pane} aria-label={`Sample ${row.sampleId}`} data-sample={row.ref}>
      <div className={css.paneHead}>
        <TierBadge tier={row.tier} size={22} />
        <span className={css.id} title={row.sampleId} dir="auto">
          {row.sampleId}
        </span>
        <CopyButton text={row.sampleId} label="Copy sample id" />
        {marked.saving && <span className={css.quiet}>saving…</span>}
      </div>
      <dl className={css.facts}>
        <Fact name="quality">{formatScore(row.quality)}</Fact>
        <Fact name="validated">{row.validated ? "yes" : "no"}</Fact>
        <Fact name="source">
          {originLabels[row.origin]}
          {row.edited ? ", edited" : ""}
        </Fact>
        {engineId !== "" && (
          <Fact name="engine">
            <EngineName id={engineId} />
          </Fact>
        )}
        <Fact name="created">{formatTime(row.createdAtS)}</Fact>
        <Fact name="source trace">
          <span className={css.id} title={row.sourceTraceId} dir="auto">
            {row.sourceTraceId}
          </span>
        </Fact>
      </dl>
      <SampleActions samples={samples} detail={marked.detail} />
      {editing !== row.ref && <DraftNotice detail={marked.detail} saving={marked.saving} />}
      {editing === row.ref ? (
        <SampleEditor key={row.ref} detail={marked.detail} />
      ) : (
        <ScrollArea className={css.paneBody} viewportProps={{ tabIndex: 0, role: "region", "aria-label": "Sample" }} type="auto">
          <div className={css.sections} key={row.ref}>
            <Findings sample={row.ref} />
            {messages !== undefined && (
              <div className={css.section}>
                <h2>Conversation</h2>
                <Conversation messages={messages} label="Turns" />
              </div>
            )}
            <div className={css.section}>
              <h2>Input</h2>
              <LongText text={input} label="Input" className={css.text} empty="The input is empty." />
            </div>
            <div className={css.section}>
              <h2>Output</h2>
              <LongText text={output} label="Output" className={css.text} empty="The output is empty." />
            </div>
            <EditedFrom detail={marked.detail} />
            <Provenance provenance={provenance} />
            <div className={css.section}>
              <h2>Line in training_samples.jsonl</h2>
              <JsonView text={raw} label="The sample's line as JSON" />
            </div>
          </div>
        </ScrollArea>
      )}
    </article>
  );
}

function Fact({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div className={css.fact}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** Where the sample came from and every decision since, oldest first. */
function Provenance({ provenance }: { provenance: SampleDetail["provenance"] }) {
  return (
    <div className={css.section}>
      <h2>History</h2>
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
