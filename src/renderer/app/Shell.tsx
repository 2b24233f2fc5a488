import { notifications } from "@mantine/notifications";
import { Suspense, useEffect } from "react";
import { LoadingRows } from "../components/states.tsx";
import { useCurrentView } from "../state/navigation.ts";
import { useWorkspace } from "../state/workspace.ts";
import { Alerts } from "./Alerts.tsx";
import { DropOverlay } from "./DropOverlay.tsx";
import { ErrorBoundary } from "./ErrorBoundary.tsx";
import { GenerateDialog } from "./GenerateDialog.tsx";
import { KeysHelp } from "./KeysHelp.tsx";
import { Palette } from "./Palette.tsx";
import { Rail } from "./Rail.tsx";
import css from "./Shell.module.css";
import { useShellKeys } from "./shell-keys.ts";
import { loadViewsWhenIdle, views } from "./views.tsx";

/** The frame around every view: rail on the left, alerts on top, one view, and what lies over all of it. */
export function Shell() {
  const view = useCurrentView();
  const workspace = useWorkspace();
  const { View, label } = views[view];
  useShellKeys();
  useEffect(loadViewsWhenIdle, []);
  // The shell ends with its workspace, and so do messages about it.
  useEffect(() => () => notifications.clean(), []);
  useEffect(() => {
    document.title = workspace === undefined ? "Assay" : `${workspace.name} – Assay`;
  }, [workspace]);
  return (
    <div className={css.shell}>
      <Rail />
      <main className={css.main} id="view">
        <Alerts />
        <div className={css.view}>
          <ErrorBoundary key={view} what={`The view ${label}`}>
            <Suspense fallback={<LoadingRows rows={12} />}>
              <View />
            </Suspense>
          </ErrorBoundary>
        </div>
      </main>
      <Palette />
      <KeysHelp />
      <GenerateDialog />
      <DropOverlay />
    </div>
  );
}
