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
import type { ComponentType } from "react";
import type { ViewName } from "../../contract/index.ts";
import { onDemand } from "../components/on-demand.ts";

interface ViewEntry {
  icon: TablerIcon;
  View: ComponentType;
}

/** The element that holds the current view. */
export const viewId = "view";

const load = {
  overview: () => import("../views/overview/OverviewView.tsx"),
  live: () => import("../views/live/LiveView.tsx"),
  engines: () => import("../views/engines/comparing/EngineParts.tsx"),
  executions: () => import("../views/executions/ExecutionsView.tsx"),
  sql: () => import("../views/sql/SqlView.tsx"),
  comparisons: () => import("../views/comparisons/ComparisonsView.tsx"),
  samples: () => import("../views/samples/SamplesView.tsx"),
  models: () => import("../views/models/ModelsView.tsx"),
  import: () => import("../views/import/ImportView.tsx"),
  settings: () => import("../views/settings/SettingsView.tsx"),
};

/** The views in the order of the rail. Each is loaded on first use, none before the first paint. */
export const views: Record<ViewName, ViewEntry> = {
  overview: { icon: IconHome, View: onDemand(async () => (await load.overview()).OverviewView) },
  live: { icon: IconActivity, View: onDemand(async () => (await load.live()).LiveView) },
  engines: { icon: IconGauge, View: onDemand(async () => (await load.engines()).EngineParts) },
  executions: {
    icon: IconListDetails,
    View: onDemand(async () => (await load.executions()).ExecutionsView),
  },
  sql: { icon: IconSql, View: onDemand(async () => (await load.sql()).SqlView) },
  comparisons: { icon: IconScale, View: onDemand(async () => (await load.comparisons()).ComparisonsView) },
  samples: { icon: IconDatabase, View: onDemand(async () => (await load.samples()).SamplesView) },
  models: { icon: IconBox, View: onDemand(async () => (await load.models()).ModelsView) },
  import: { icon: IconTableImport, View: onDemand(async () => (await load.import()).ImportView) },
  settings: { icon: IconSettings, View: onDemand(async () => (await load.settings()).SettingsView) },
};

/** Asks for the code of the view that the window most likely opens with, while the host is asked what was on screen. */
export function loadFirstView(view: ViewName | undefined): void {
  void load[view ?? "overview"]().catch(() => undefined);
}

/** For the first view and what it asks the host: a page is idle before those have come, too. */
const firstViewMs = 1000;

/** Loads the code of all views while the page is idle, so that the first visit is as quick as the second. @returns stops it. */
export function loadViewsWhenIdle(): () => void {
  const loadAll = () => {
    for (const loadView of Object.values(load)) void loadView().catch(() => undefined);
  };
  const timer = setTimeout(() => requestIdleCallback(loadAll), firstViewMs);
  return () => clearTimeout(timer);
}
