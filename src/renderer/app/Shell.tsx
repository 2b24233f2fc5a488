import { notifications } from "@mantine/notifications";
import { Suspense, useEffect } from "react";
import { viewLabels } from "../../contract/index.ts";
import { ComingView } from "../components/ComingView.tsx";
import { onDemand } from "../components/on-demand.ts";
import { useOfferedFiles } from "../import/offered.ts";
import { useKeepEngineStyles } from "../state/engine-styles.ts";
import { useCurrentView } from "../state/navigation.ts";
import { useWorkspace } from "../state/workspace.ts";
import { useShellCommands } from "./commands.ts";
import { Disconnected } from "./Disconnected.tsx";
import { DropOverlay } from "./DropOverlay.tsx";
import { ErrorBoundary } from "./ErrorBoundary.tsx";
import { useMenuCommands } from "./menu-commands.ts";
import { Rail } from "./Rail.tsx";
import css from "./Shell.module.css";
import { loadViewsWhenIdle, viewId, views } from "./views.tsx";

const Alerts = onDemand(async () => (await import("./Alerts.tsx")).Alerts);
const Overlays = onDemand(async () => (await import("./Overlays.tsx")).Overlays);

/** The frame around every view: rail on the left, alerts on top, one view, and the dialogs over it. */
export function Shell() {
  const view = useCurrentView();
  const workspace = useWorkspace();
  const { View } = views[view];
  useShellCommands();
  useMenuCommands();
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
      <Rail />
      <main className={css.main} id={viewId} tabIndex={-1}>
        <div className={css.alerts} aria-live="polite">
          <Disconnected />
          <ErrorBoundary what="What needs attention">
            <Suspense fallback={null}>
              <Alerts />
            </Suspense>
          </ErrorBoundary>
        </div>
        <div className={css.view}>
          <ErrorBoundary key={view} what={`The view ${viewLabels[view]}`}>
            <Suspense fallback={<ComingView title={viewLabels[view]} />}>
              <View />
            </Suspense>
          </ErrorBoundary>
        </div>
      </main>
      <ErrorBoundary what="The command palette and the dialogs">
        <Suspense fallback={null}>
          <Overlays />
        </Suspense>
      </ErrorBoundary>
      <DropOverlay />
    </div>
  );
}
