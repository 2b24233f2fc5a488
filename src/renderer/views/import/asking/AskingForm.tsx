import { Button } from "@mantine/core";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { formatCount } from "../../../components/format.ts";
import { KeyHint } from "../../../components/KeyHint.tsx";
import { ErrorState, LoadingRows } from "../../../components/states.tsx";
import { isPressed, useCommands } from "../../../components/use-commands.ts";
import { mutate } from "../../../state/queries.ts";
import css from "./asking.module.css";
import { askingCommandList, askingCommands } from "./commands.ts";
import { EarlierRecords } from "./EarlierRecords.tsx";
import { MappingTable } from "./MappingTable.tsx";
import { PlanChoice } from "./PlanChoice.tsx";
import { Questions } from "./Questions.tsx";
import { SampleRows } from "./SampleRows.tsx";
import { SaveRecipe } from "./SaveRecipe.tsx";
import { TakenFor } from "./TakenFor.tsx";
import { useAsking } from "./use-asking.ts";

const isTyping = (element: Element | null) => element?.closest("input,textarea,select,[role=dialog]") != null;

/** How a file would be imported, with everything that can be changed about it. Enter imports, Escape drops the file. */
export function AskingForm({ job, name, takesFocus }: { job: string; name: string; takesFocus: boolean }) {
  const asking = useAsking(job);
  const { preview, plan, alike, obstacle, earlier, busy } = asking;
  const [isSaving, setSaving] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    const has = document.activeElement;
    if ((takesFocus && !isTyping(has)) || has === document.body) form.current?.focus();
  }, [takesFocus]);

  const canImport = plan !== null && obstacle === null && asking.error === null && !busy;
  const cancel = () => void mutate("imports.cancel", { job });
  useCommands(askingCommandList, {
    canImport,
    alikeCount: alike.length,
    isMeant: () => document.activeElement === document.body || form.current?.contains(document.activeElement) === true,
    importOne: () => asking.accept([job]),
    importAlike: () => asking.accept(alike),
    canReplace: earlier !== null && !busy,
    toggleReplace: asking.toggleReplace,
    cancel,
  });
  /** The first press of the key that drops the file leaves the field, the second reaches the form. */
  const leaveField = (event: KeyboardEvent) => {
    const field = event.target as HTMLElement;
    if (!isPressed(askingCommands.cancel, event.nativeEvent) || !isTyping(field) || field.getAttribute("aria-expanded") === "true") return;
    event.preventDefault();
    form.current?.focus();
  };
  return (
    <>
      <form
        ref={form}
        className={css.form}
        tabIndex={-1}
        aria-label={`How ${name} is imported`}
        onKeyDown={leaveField}
        onSubmit={(event) => {
          event.preventDefault();
          if (plan !== null) asking.accept([job]);
        }}
      >
        {asking.error !== null && <ErrorState error={asking.error} onRetry={asking.retry} />}
        {preview === undefined && asking.error === null && <LoadingRows rows={4} />}
        {preview !== undefined && (
          <>
            <TakenFor preview={preview} />
            <PlanChoice preview={preview} plan={plan} onPlan={asking.setPlan} onSave={() => setSaving(true)} />
            {plan !== null && (
              <Questions questions={asking.questions} fileTimeSeconds={preview.fileTimeSeconds} plan={plan} onPlan={asking.setPlan} />
            )}
            {earlier !== null && (
              <EarlierRecords
                counts={earlier}
                dialects={preview.dialects}
                replaces={asking.replaces}
                onToggle={asking.toggleReplace}
                disabled={busy}
              />
            )}
            {plan !== null && <MappingTable key={plan.dialect} preview={preview} plan={plan} onPlan={asking.setPlan} />}
            <SampleRows rows={preview.rows} />
          </>
        )}
        <div className={css.actions}>
          <Button type="submit" disabled={!canImport} loading={busy}>
            {asking.replaces ? "Import and replace" : askingCommands.accept.label}
          </Button>
          {alike.length > 1 && (
            <Button variant="default" disabled={!canImport} onClick={() => asking.accept(alike)}>
              Import all {formatCount(alike.length)} files like this
            </Button>
          )}
          <Button variant="default" disabled={busy} onClick={cancel}>
            {askingCommands.cancel.label}
          </Button>
          {obstacle !== null ? (
            <span className={css.obstacle} role="status">
              {obstacle}
            </span>
          ) : (
            <span className={css.hints}>
              <KeyHint of={[askingCommands.accept]}>imports</KeyHint> <KeyHint of={[askingCommands.cancel]}>drops the file</KeyHint>
            </span>
          )}
        </div>
      </form>
      {plan !== null && <SaveRecipe isOpen={isSaving} plan={plan} onClose={() => setSaving(false)} />}
    </>
  );
}
