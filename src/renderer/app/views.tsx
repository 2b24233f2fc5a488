import {
  IconActivity,
  IconBox,
  IconDatabase,
  IconGauge,
  IconHome,
  IconListDetails,
  IconScale,
  IconSettings,
  IconSql,
  IconTableImport,
  type TablerIcon,
} from "@tabler/icons-react";
import type { ViewName } from "../../contract/index.ts";
import { type OnDemand, onDemand } from "../components/on-demand.ts";

interface ViewEntry {
  icon: TablerIcon;
  View: OnDemand;
}

/** The element that holds the current view. */
export const viewId = "view";

/** The views in the order of the rail. Each is loaded on first use, none before the first paint. */
export const views: Record<ViewName, ViewEntry> = {
  overview: { icon: IconHome, View: onDemand(async () => (await import("../views/overview/OverviewView.tsx")).OverviewView) },
  live: { icon: IconActivity, View: onDemand(async () => (await import("../views/live/LiveView.tsx")).LiveView) },
  engines: { icon: IconGauge, View: onDemand(async () => (await import("../views/engines/comparing/EngineParts.tsx")).EngineParts) },
  executions: {
    icon: IconListDetails,
    View: onDemand(async () => (await import("../views/executions/ExecutionsView.tsx")).ExecutionsView),
  },
  sql: { icon: IconSql, View: onDemand(async () => (await import("../views/sql/SqlView.tsx")).SqlView) },
  comparisons: {
    icon: IconScale,
    View: onDemand(async () => (await import("../views/comparisons/ComparisonsView.tsx")).ComparisonsView),
  },
  samples: { icon: IconDatabase, View: onDemand(async () => (await import("../views/samples/SamplesView.tsx")).SamplesView) },
  models: { icon: IconBox, View: onDemand(async () => (await import("../views/models/ModelsView.tsx")).ModelsView) },
  import: { icon: IconTableImport, View: onDemand(async () => (await import("../views/import/ImportView.tsx")).ImportView) },
  settings: { icon: IconSettings, View: onDemand(async () => (await import("../views/settings/SettingsView.tsx")).SettingsView) },
};

/** Asks for the code of the view that the window most likely opens with, while the host is asked what was on screen. */
export function loadFirstView(view: ViewName | undefined): void {
  void views[view ?? "overview"].View.load().catch(() => undefined);
}

/** For the first view and what it asks the host: a page is idle before those have come, too. */
const firstViewMs = 1000;

/** Loads the code of all views while the page is idle, so that the first visit is as quick as the second. @returns stops it. */
export function loadViewsWhenIdle(): () => void {
  const loadAll = () => {
    for (const { View } of Object.values(views)) void View.load().catch(() => undefined);
  };
  const timer = setTimeout(() => requestIdleCallback(loadAll), firstViewMs);
  return () => clearTimeout(timer);
}
