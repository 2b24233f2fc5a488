import { Button, Modal } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconSparkles } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import { useStore } from "zustand";
import { type GenerationPreview, type GenerationScope, tiers } from "../../contract/index.ts";
import { formatCount, formatNoun, formatScore, toNoun, visibleText } from "../components/format.ts";
import { TierBadge } from "../components/marks.tsx";
import { EmptyState, ErrorState, LoadingRows } from "../components/states.tsx";
import { decisionQueue, useIsSaving } from "../review/decisions.ts";
import { formatLeftOut } from "../review/generated-words.ts";
import { promoteDialog } from "../review/promote-dialog.ts";
import { useQueue } from "../review/queues/QueuePicker.tsx";
import { useHostQuery } from "../state/queries.ts";
import { queryClient } from "../state/query-client.ts";
import { generateDialog } from "./dialogs.ts";
import css from "./GenerateDialog.module.css";
import { type GenerationChoice, GenerationForm, toScope, useListedFilter } from "./GenerationForm.tsx";

/** Previews what a generation of samples would do. Enter generates, Escape cancels. */
export function GenerateDialog() {
  const isGenerating = useStore(generateDialog.store, (state) => state.isOpen);
  const isPromoting = useStore(promoteDialog.store, (state) => state.isOpen);
  // With its workspace ends what was asked about it.
  useEffect(() => close, []);
  const title = isPromoting ? "Promote recorded winners" : "Generate samples from recorded winners";
  return (
    <Modal opened={isGenerating || isPromoting} onClose={close} title={title} size="lg">
      {(isGenerating || isPromoting) && <Generation first={isPromoting ? "gold" : "thresholds"} />}
    </Modal>
  );
}

function close() {
  generateDialog.close();
  promoteDialog.close();
}

const firstMinScore = 0.9;
/** A preview reads all comparisons: it waits for the rest of a number that is being typed. */
const calmMs = 200;

function Generation({ first }: { first: GenerationChoice["tier"] }) {
  const filter = useListedFilter();
  const [choice, setChoice] = useState<GenerationChoice>({ tier: first, minScore: firstMinScore, isFiltered: first !== "thresholds" });
  const [previewed] = useDebouncedValue(choice, calmMs);
  return (
    <form className={css.body} onSubmit={(event) => event.preventDefault()}>
      <GenerationForm choice={choice} filterWords={filter.words} onChange={setChoice} />
      <Preview scope={toScope(previewed, filter)} isCurrent={previewed === choice} takesFocus={first === "thresholds"} />
    </form>
  );
}

interface PreviewProps {
  scope: GenerationScope;
  /** Whether this is what the form says now. */
  isCurrent: boolean;
  /** Whether the first preview takes the focus to its button. */
  takesFocus: boolean;
}

function Preview({ scope, isCurrent, takesFocus }: PreviewProps) {
  const { data, error, refetch } = useHostQuery("curation.previewGeneration", scope, { follows: "comparisons" });
  const [busy, setBusy] = useState(false);
  const waiting = useIsSaving();
  const isBlind = useQueue()?.blind === true;
  // Settings may be others the next time.
  useEffect(() => () => queryClient.removeQueries({ queryKey: ["curation.previewGeneration"] }), []);
  const action = useRef<HTMLButtonElement>(null);
  const ready = data !== undefined && !waiting && isCurrent;
  const hasFocused = useRef(!takesFocus);
  useEffect(() => {
    // Once: later somebody is changing the form. Where the answer is quicker than the dialog, that looks for data-autofocus.
    if (!ready || hasFocused.current) return;
    action.current?.focus();
    hasFocused.current = action.current !== null;
  }, [ready]);
  if (error !== null) return <ErrorState error={error} onRetry={refetch} />;
  if (data === undefined) return <LoadingRows rows={6} />;
  const count = data.created + data.changed + data.removed;
  const generate = () => {
    setBusy(true);
    decisionQueue.generate((ok) => {
      setBusy(false);
      if (ok) close();
    }, scope);
  };
  if (count === 0) {
    return (
      <div className={css.body}>
        <EmptyState icon={IconSparkles} title="Nothing to generate" hint={emptyHint(data)} />
        <Reasons preview={data} scope={scope} />
        <div className={css.buttons}>
          <Button ref={action} data-autofocus={takesFocus || undefined} variant="default" onClick={close}>
            Close
          </Button>
        </div>
      </div>
    );
  }
  return (
    <div className={css.body}>
      <p className={css.intro}>
        {scope.promote
          ? `Each recorded winner with a score of ${formatScore(scope.promote.minScore)} or more becomes a ${scope.promote.tier} sample.`
          : `Each recorded winner becomes a sample by its score: gold from ${formatScore(data.thresholds.gold)}, silver from ${formatScore(data.thresholds.silver)}, bronze from ${formatScore(data.thresholds.bronze)}.`}{" "}
        Comparisons that already have a decision are skipped. The generation is one step: one undo reverts all of it.
      </p>
      <ul className={css.counts} aria-label="What changes">
        {tiers
          .filter((tier) => scope.promote === undefined || scope.promote.tier === tier)
          .map((tier) => (
            <li key={tier}>
              <TierBadge tier={tier} /> {tier} <span className={css.count}>{formatCount(data.byTier[tier])}</span>
            </li>
          ))}
        <Count name="New samples" count={data.created} always />
        <Count name="Samples that change their tier" count={data.changed} />
        <Count name="Samples that leave the dataset" count={data.removed} />
      </ul>
      {isBlind ? <p className={css.quiet}>Examples would tell what the blind queue in Comparisons hides.</p> : <Examples preview={data} />}
      <Reasons preview={data} scope={scope} />
      <div className={css.buttons}>
        <Button variant="default" onClick={close} disabled={busy}>
          Cancel
        </Button>
        <Button ref={action} data-autofocus={takesFocus || undefined} type="submit" onClick={generate} loading={busy} disabled={!ready}>
          {waiting && !busy ? "Waiting for decisions to be saved…" : generateLabel(data)}
        </Button>
      </div>
    </div>
  );
}

function generateLabel({ created, changed, removed }: GenerationPreview): string {
  return changed + removed === 0 ? `Add ${formatNoun(created, "sample")}` : `Change ${formatNoun(created + changed + removed, "sample")}`;
}

function emptyHint({ leftOut }: GenerationPreview): string {
  if (formatLeftOut(leftOut).length === 0) return "There are no comparisons yet. Drop a file of comparisons on the window.";
  return leftOut.unchanged > 0
    ? "Every comparison that qualifies has its sample in the dataset already, or has a decision."
    : "No comparison qualifies for a sample.";
}

function Count({ name, count, always = false }: { name: string; count: number; always?: boolean }) {
  if (count === 0 && !always) return null;
  return (
    <li className={css.sum}>
      {name} <span className={css.count}>{formatCount(count)}</span>
    </li>
  );
}

const changeWords = { new: "", changed: "changes its tier", removed: "leaves the dataset" } as const;

function Examples({ preview }: { preview: GenerationPreview }) {
  return (
    <section className={css.section} aria-label="Examples">
      <h3>Examples</h3>
      <ul className={css.examples}>
        {preview.examples.map(({ comparison, change, tier, queryHead, engineId, score }) => (
          <li key={`${comparison} ${change}`}>
            <span className={css.badge}>{tier !== null && <TierBadge tier={tier} />}</span>
            <span className={css.question} dir="auto" title={queryHead}>
              {queryHead.trim() === "" ? <em>empty question</em> : queryHead}
            </span>
            {change !== "new" && <span className={css.quiet}>{changeWords[change]}</span>}
            <span className={css.engine} title={engineId}>
              {visibleText(engineId)}
            </span>
            <span className={css.score}>{formatScore(score)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Reasons({ preview, scope }: { preview: GenerationPreview; scope: GenerationScope }) {
  const reasons = formatLeftOut(preview.leftOut, scope.promote && "below that score");
  if (reasons.length === 0) return null;
  return (
    <section className={css.section} aria-label="Left out">
      <h3>Left out</h3>
      <ul className={css.counts}>
        {reasons.map(({ reason, count }) => (
          <li key={reason}>
            {toNoun(count, "Comparison")} {reason} <span className={css.count}>{formatCount(count)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
