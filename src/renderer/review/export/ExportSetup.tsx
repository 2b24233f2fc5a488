import { Button, Checkbox, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { type KeyboardEvent, useEffect, useMemo, useState } from "react";
import {
  type ComparisonFilter,
  defaultSimilarity,
  type ExportTarget,
  type Input,
  type Output,
  type SampleFilter,
} from "../../../contract/index.ts";
import { fixKeys } from "../../components/commands.ts";
import { formatNoun, visibleText } from "../../components/format.ts";
import { ErrorState, LoadingRows } from "../../components/states.tsx";
import { isPressed } from "../../components/use-commands.ts";
import { mutate, useHostQuery } from "../../state/queries.ts";
import { queryClient } from "../../state/query-client.ts";
import { useViewState } from "../../state/view-state.ts";
import css from "./ExportDialog.module.css";
import { ExportOptions } from "./ExportOptions.tsx";
import { type ExportForm, emptyExportForm, fixableRules, isExportName, proposeName, readExportForm, toggleFix, toRequest } from "./form.ts";
import { Preflight } from "./Preflight.tsx";

interface ExportSetupProps {
  reads: "samples" | "comparisons";
  targets: readonly ExportTarget[];
  filter: SampleFilter | ComparisonFilter;
  filterWords: string;
  waiting: boolean;
  onStart: (start: Input<"exports.start">) => Promise<void>;
  onClose: () => void;
}

/** The options on the left, what they would give on the right. */
export function ExportSetup({ reads, targets, filter, filterWords, waiting, onStart, onClose }: ExportSetupProps) {
  const [stored, setForm] = useViewState<ExportForm>(`export.${reads}`, emptyExportForm);
  const form = useMemo(() => readExportForm(stored), [stored]);
  const target = targets.find(({ name }) => name === form.target) ?? targets[0];
  const similarity = useHostQuery("dataset.report", {}, { enabled: reads === "samples" }).data?.similarity ?? defaultSimilarity;
  const asked = useMemo(
    () => (target === undefined ? "There is nothing to export to." : toRequest(form, target, filter, similarity)),
    [form, target, filter, similarity],
  );
  // While a system prompt or a split is typed, the whole source is not read for every letter.
  const [request] = useDebouncedValue(asked, 300);
  const [named, setNamed] = useState<string | null>(null);
  const [proposed, setProposed] = useState(() => proposeName(target?.name ?? "export", new Date()));
  const [replace, setReplace] = useState(false);
  const [busy, setBusy] = useState(false);
  const canPick = useHostQuery("host.info", {}).data?.canPickFolder === true;
  const [folder, setFolder] = useState<Output<"exports.pickFolder">>(null);
  const pick = async () => {
    const answer = await mutate("exports.pickFolder", {});
    if (answer.ok && answer.value !== null) setFolder(answer.value);
  };
  const preview = useHostQuery(
    "exports.preview",
    { request: typeof request === "string" ? { target: target?.name ?? "" } : request },
    { enabled: typeof request !== "string" && !waiting, keepPrevious: true },
  );
  // Decisions and imports may change it before the next time.
  useEffect(() => () => queryClient.removeQueries({ queryKey: ["exports.preview"] }), []);
  if (target === undefined) return <p>There is nothing to export to.</p>;
  const name = named ?? proposed;
  const change = (next: ExportForm) => {
    if (next.target !== form.target) setProposed(proposeName(next.target, new Date()));
    setForm(next);
  };
  const rows = preview.data?.report.rows ?? 0;
  const isCurrent = !preview.isFetching && asked === request && typeof asked !== "string";
  const pressFix = (event: KeyboardEvent) => {
    if (isTypedInto(event.target) || preview.data === undefined) return;
    const at = fixKeys.findIndex((one) => isPressed(one, event.nativeEvent));
    const rule = fixableRules(preview.data.report)[at];
    if (rule !== undefined) change(toggleFix(form, rule));
  };
  const start = async () => {
    if (typeof asked === "string") return;
    setBusy(true);
    await onStart({ request: asked, name, replace, ...(folder === null ? {} : { folder: folder.grant }) });
    // The folder stays: where the start was refused, its grant is good for another try.
    setBusy(false);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: digits pressed anywhere in the dialog, except in its fields
    <div className={css.setup} onKeyDown={pressFix}>
      <div className={css.options}>
        <p className={css.about}>
          {filterWords === ""
            ? `All ${reads === "samples" ? "samples of the dataset" : "comparisons, with the decisions on them"}.`
            : `What the filter matches: ${filterWords}.`}
        </p>
        <ExportOptions form={form} onChange={change} targets={targets} target={target} pairCounts={preview.data?.report.pairCounts} />
        {canPick && (
          <div className={css.folder}>
            <span>{folder === null ? "Into the workspace's exports folder" : `Into ${visibleText(folder.path)}`}</span>
            <Button variant="default" size="compact-xs" onClick={() => void pick()}>
              Choose folder…
            </Button>
          </div>
        )}
        <TextInput
          label="Name"
          description={canPick ? "Of the new folder" : "Of the new folder in the workspace's exports folder"}
          value={name}
          onChange={(event) => setNamed(event.currentTarget.value)}
          error={isExportName(name) ? undefined : "Letters, digits, blanks and . - _ only, with a letter or digit first."}
        />
        <Checkbox label="Replace an export of this name" checked={replace} onChange={(event) => setReplace(event.currentTarget.checked)} />
      </div>
      <div className={css.result} aria-live="polite" aria-busy={!isCurrent}>
        {waiting ? (
          <p>Waiting for decisions to be saved…</p>
        ) : preview.error !== null ? (
          <ErrorState error={preview.error} onRetry={preview.refetch} />
        ) : preview.data === undefined ? (
          <LoadingRows rows={8} />
        ) : (
          <Preflight preview={preview.data} form={form} onChange={change} isStale={!isCurrent} />
        )}
      </div>
      <div className={css.buttons}>
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button onClick={() => void start()} loading={busy} disabled={!isCurrent || rows === 0 || waiting || !isExportName(name)}>
          Export {formatNoun(rows, "row")}
        </Button>
      </div>
    </div>
  );
}

const isTypedInto = (target: EventTarget) =>
  target instanceof HTMLTextAreaElement || (target instanceof HTMLInputElement && target.type !== "checkbox");
