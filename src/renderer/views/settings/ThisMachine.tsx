import { Button, Switch, Textarea, TextInput } from "@mantine/core";
import { useId, useState } from "react";
import type { ErrorValue, MachineSettings } from "../../../contract/index.ts";
import { visibleText } from "../../components/format.ts";
import { Section } from "../../components/Section.tsx";
import { ErrorState } from "../../components/states.tsx";
import { reportDone } from "../../state/notify.ts";
import { query, useHostQuery } from "../../state/queries.ts";
import { machineFields } from "./fields.ts";
import css from "./settings.module.css";

const [reviewer, native, links, background] = (["reviewer", "native_models", "follow_links_to", "collect_in_background"] as const).map(
  (key) => machineFields.get(key),
);

/**
 * Settings of this machine, which no workspace can override. Applied at once: the workspace is reopened with them.
 * @param modelPath the model that JSON_ENGINE_MODEL_PATH names, if set.
 */
export function ThisMachine({ modelPath }: { modelPath: string | null }) {
  const id = useId();
  const isDesktop = useHostQuery("host.info", {}).data?.host === "desktop";
  const report = useHostQuery("machine.get", {}, { follows: "config" });
  const [folders, setFolders] = useState<string>();
  const [name, setName] = useState<string>();
  const [refusal, setRefusal] = useState<ErrorValue>();
  const [saving, setSaving] = useState(false);
  const settings = report.data?.settings;
  const saved = settings?.follow_links_to.join("\n") ?? "";
  const shown = folders ?? saved;
  const savedName = settings?.reviewer ?? "";
  const shownName = name ?? savedName;

  const save = async (next: MachineSettings) => {
    setSaving(true);
    const answer = await query("machine.set", { settings: next });
    setSaving(false);
    setRefusal(answer.ok ? undefined : answer.error);
    report.refetch();
    if (answer.ok) reportDone("Settings of this machine saved.");
    return answer.ok;
  };
  const saveFolders = async () => {
    if (settings === undefined) return;
    const list = shown
      .split("\n")
      .map((line) => line.trim())
      .filter((line) => line !== "");
    if (await save({ ...settings, follow_links_to: list })) setFolders(undefined);
  };
  const saveName = async () => {
    if (settings !== undefined && (await save({ ...settings, reviewer: shownName.trim() }))) setName(undefined);
  };

  return (
    <Section
      title="This machine"
      note={
        <span title={report.data?.path}>
          applies to every workspace; no workspace can change it{report.data === undefined ? "" : ` (${visibleText(report.data.path)})`}
        </span>
      }
    >
      {report.error !== null && settings === undefined && <ErrorState error={report.error} onRetry={report.refetch} />}
      {settings !== undefined && (
        <div className={css.rows}>
          {refusal !== undefined && (
            <p className={css.error} role="alert">
              <b>{refusal.message}</b> {refusal.fix}
            </p>
          )}
          <div className={css.field} data-setting="reviewer" data-changed={shownName !== savedName}>
            <div>
              <div className={css.fieldTitle}>
                <label htmlFor={`${id}-reviewer`}>{reviewer?.title}</label>
                <code className={css.key}>reviewer</code>
              </div>
              <p className={css.about} id={`${id}-reviewer-about`}>
                {reviewer?.description}
              </p>
            </div>
            <form
              className={css.control}
              onSubmit={(event) => {
                event.preventDefault();
                void saveName();
              }}
            >
              <TextInput
                id={`${id}-reviewer`}
                value={shownName}
                maxLength={200}
                spellCheck={false}
                autoComplete="off"
                placeholder="person"
                aria-describedby={`${id}-reviewer-about`}
                onChange={(event) => setName(event.currentTarget.value)}
              />
              {shownName !== savedName && (
                <Button type="submit" size="compact-sm" mt={8} loading={saving}>
                  Save name
                </Button>
              )}
            </form>
          </div>
          <div className={css.field} data-setting="native_models">
            <div>
              <div className={css.fieldTitle}>
                <label htmlFor={`${id}-native`}>{native?.title}</label>
                <code className={css.key}>native_models</code>
              </div>
              <p className={css.about} id={`${id}-native-about`}>
                {native?.description}{" "}
                {modelPath !== null && (
                  <span className={css.override}>
                    {`The environment variable JSON_ENGINE_MODEL_PATH names a model to load at start${settings.native_models ? "" : " while this is on"}: ${visibleText(modelPath)}`}
                  </span>
                )}
              </p>
            </div>
            <div className={css.control}>
              <Switch
                id={`${id}-native`}
                size="sm"
                checked={settings.native_models}
                disabled={saving}
                aria-describedby={`${id}-native-about`}
                onChange={(event) => void save({ ...settings, native_models: event.currentTarget.checked })}
              />
            </div>
          </div>
          {isDesktop && (
            <div className={css.field} data-setting="collect_in_background">
              <div>
                <div className={css.fieldTitle}>
                  <label htmlFor={`${id}-background`}>{background?.title}</label>
                  <code className={css.key}>collect_in_background</code>
                </div>
                <p className={css.about} id={`${id}-background-about`}>
                  {background?.description}
                </p>
              </div>
              <div className={css.control}>
                <Switch
                  id={`${id}-background`}
                  size="sm"
                  checked={settings.collect_in_background}
                  disabled={saving}
                  aria-describedby={`${id}-background-about`}
                  onChange={(event) => void save({ ...settings, collect_in_background: event.currentTarget.checked })}
                />
              </div>
            </div>
          )}
          <div className={css.field} data-setting="follow_links_to" data-changed={shown !== saved}>
            <div>
              <div className={css.fieldTitle}>
                <label htmlFor={`${id}-links`}>{links?.title}</label>
                <code className={css.key}>follow_links_to</code>
              </div>
              <p className={css.about} id={`${id}-links-about`}>
                {links?.description} One folder per line.
              </p>
            </div>
            <div className={css.control}>
              <Textarea
                id={`${id}-links`}
                value={shown}
                autosize
                minRows={2}
                maxRows={8}
                spellCheck={false}
                autoComplete="off"
                placeholder="None"
                aria-describedby={`${id}-links-about`}
                onChange={(event) => setFolders(event.currentTarget.value)}
              />
              {shown !== saved && (
                <Button size="compact-sm" mt={8} loading={saving} onClick={() => void saveFolders()}>
                  Save folders
                </Button>
              )}
            </div>
          </div>
        </div>
      )}
    </Section>
  );
}
