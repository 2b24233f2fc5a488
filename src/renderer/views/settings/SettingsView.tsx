import { Button } from "@mantine/core";
import { useEffect, useState } from "react";
import type { ErrorValue } from "../../../contract/index.ts";
import { formatNoun, visibleText } from "../../components/format.ts";
import { ErrorState, LoadingRows } from "../../components/states.tsx";
import { ViewFrame } from "../../components/ViewFrame.tsx";
import { reportDone } from "../../state/notify.ts";
import { query, useHostQuery } from "../../state/queries.ts";
import { settingReached, useWantedSetting } from "../../state/wanted-setting.ts";
import { Appearance } from "./Appearance.tsx";
import { ConfigForm } from "./ConfigForm.tsx";
import { type Draft, findRefusedField, readForm } from "./form.ts";
import { NetworkSetting } from "./NetworkSetting.tsx";
import { Objectives } from "./Objectives.tsx";
import { Reviewing } from "./Reviewing.tsx";
import css from "./settings.module.css";
import { nothing, useSettingsDraft } from "./settings-draft.ts";
import { ThisMachine } from "./ThisMachine.tsx";
import { Workspaces } from "./Workspaces.tsx";

/** Workspace, theme, and every key of the configuration with the same checks as the file. */
export function SettingsView() {
  const report = useHostQuery("config.get", {}, { follows: "config" });
  const { draft, setDraft } = useSettingsDraft();
  const [refusal, setRefusal] = useState<ErrorValue>();
  const [saving, setSaving] = useState(false);
  const form = report.data === undefined ? undefined : readForm(report.data.config, draft);
  const refusedField = findRefusedField(refusal?.where);
  const wrong = form === undefined ? 0 : Object.keys(form.errors).length;

  const wanted = useWantedSetting();
  const isReady = form !== undefined;
  useEffect(() => {
    if (wanted === null || !isReady) return;
    const field = document.querySelector<HTMLInputElement>(`[data-setting="${CSS.escape(wanted)}"] input`);
    field?.scrollIntoView({ block: "center" });
    field?.select();
    field?.focus();
    settingReached();
  }, [wanted, isReady]);

  const edit = (next: Draft) => {
    setRefusal(undefined);
    setDraft(next);
  };
  const save = async () => {
    if (form?.config === undefined) return;
    setSaving(true);
    const answer = await query("config.set", { config: form.config });
    setSaving(false);
    if (!answer.ok) {
      setRefusal(answer.error);
      const path = findRefusedField(answer.error.where);
      // The field may be far below: the focus brings it into view.
      document.querySelector<HTMLInputElement>(`[data-setting="${path}"] input`)?.focus();
      return;
    }
    edit(nothing);
    report.refetch();
    reportDone("Settings saved.");
  };

  return (
    <ViewFrame
      title="Settings"
      subtitle={
        report.data !== undefined && (
          <span title={report.data.path}>
            {visibleText(report.data.path)}
            {report.data.exists ? "" : " (not created yet; defaults apply)"}
          </span>
        )
      }
      toolbar={
        <>
          {form !== undefined && form.changed > 0 && (
            <span className={css.pending} data-wrong={wrong > 0} role="status">
              {formatNoun(form.changed, "unsaved change")}
              {wrong > 0 && ` · ${formatNoun(wrong, "error")}`}
            </span>
          )}
          <Button variant="default" disabled={form === undefined || form.changed === 0 || saving} onClick={() => edit(nothing)}>
            Discard
          </Button>
          <Button disabled={form?.config === undefined || form.changed === 0} loading={saving} onClick={() => void save()}>
            Save
          </Button>
        </>
      }
    >
      {refusal !== undefined && refusedField === undefined && (
        <p className={css.refusal} role="alert">
          <b>{refusal.message}</b> {refusal.fix}
        </p>
      )}
      <Workspaces />
      <Appearance />
      <Reviewing />
      <NetworkSetting />
      <ThisMachine modelPath={report.data?.environment.JSON_ENGINE_MODEL_PATH ?? null} />
      {report.error !== null && report.data === undefined && <ErrorState error={report.error} onRetry={report.refetch} />}
      {report.isLoading && <LoadingRows />}
      {report.data !== undefined && <Objectives objectives={report.data.config.objectives} />}
      {report.data !== undefined && form !== undefined && (
        <ConfigForm
          report={report.data}
          draft={draft}
          form={form}
          refusals={
            refusal === undefined || refusedField === undefined
              ? {}
              : { [refusedField]: [refusal.message, refusal.fix].filter(Boolean).join(" ") }
          }
          onDraft={edit}
        />
      )}
    </ViewFrame>
  );
}
