import { notifications } from "@mantine/notifications";
import { Suspense, useEffect } from "react";
import { viewLabels } from "../../contract/index.ts";
import { LoadingRows } from "../components/states.tsx";
import { useOfferedFiles } from "../import/offered.ts";
import { useKeepEngineStyles } from "../state/engine-styles.ts";
import { useCurrentView } from "../state/navigation.ts";
import { useWorkspace } from "../state/workspace.ts";
import { Alerts } from "./Alerts.tsx";
import { useShellCommands } from "./commands.ts";
import { DropOverlay } from "./DropOverlay.tsx";
import { DesktopMenu } from "./desktop-menu.ts";
import { ErrorBoundary } from "./ErrorBoundary.tsx";
import { GenerateDialog } from "./GenerateDialog.tsx";
import { MergeDialog } from "./MergeDialog.tsx";
import { Palette } from "./Palette.tsx";
import { Rail } from "./Rail.tsx";
import css from "./Shell.module.css";
import { Shortcuts } from "./Shortcuts.tsx";
import { loadViewsWhenIdle, viewId, views } from "./views.tsx";

/** The frame around every view: rail on the left, alerts on top, one view, and the dialogs over it. */
export function Shell() {
  const view = useCurrentView();
  const workspace = useWorkspace();
  const { View } = views[view];
  useShellCommands();
  useOfferedFiles();
  useKeepEngineStyles();
  useEffect(loadViewsWhenIdle, []);
  // The shell ends with its workspace, and so do messages about it.
  useEffect(() => () => notifications.clean(), []);
  useEffect(() => {
    document.title = workspace === undefined ? "Assay" : `${workspace.name} – Assay`;
  }, [workspace]);
  return (
    <div className={css.shell}>
      <DesktopMenu />
      <Rail />
      <main className={css.main} id={viewId} tabIndex={-1}>
        <Alerts />
        <div className={css.view}>
          <ErrorBoundary key={view} what={`The view ${viewLabels[view]}`}>
            <Suspense fallback={<LoadingRows rows={12} />}>
              <View />
            </Suspense>
          </ErrorBoundary>
        </div>
      </main>
      <Palette />
      <Shortcuts />
      <GenerateDialog />
      <MergeDialog />
      <DropOverlay />
    </div>
  );
}
