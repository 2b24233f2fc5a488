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
import { type ComponentType, type LazyExoticComponent, lazy } from "react";
import type { ViewName } from "../../contract/index.ts";
import { OverviewView } from "../views/overview/OverviewView.tsx";

interface ViewEntry {
  icon: TablerIcon;
  View: ComponentType | LazyExoticComponent<ComponentType>;
}

/** The element that holds the current view. */
export const viewId = "view";

const load = {
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

/** The views in the order of the rail. Overview is in the first bundle; the others are loaded on first use. */
export const views: Record<ViewName, ViewEntry> = {
  overview: { icon: IconHome, View: OverviewView },
  live: { icon: IconActivity, View: lazy(async () => ({ default: (await load.live()).LiveView })) },
  engines: { icon: IconGauge, View: lazy(async () => ({ default: (await load.engines()).EngineParts })) },
  executions: {
    icon: IconListDetails,
    View: lazy(async () => ({ default: (await load.executions()).ExecutionsView })),
  },
  sql: { icon: IconSql, View: lazy(async () => ({ default: (await load.sql()).SqlView })) },
  comparisons: { icon: IconScale, View: lazy(async () => ({ default: (await load.comparisons()).ComparisonsView })) },
  samples: { icon: IconDatabase, View: lazy(async () => ({ default: (await load.samples()).SamplesView })) },
  models: { icon: IconBox, View: lazy(async () => ({ default: (await load.models()).ModelsView })) },
  import: { icon: IconTableImport, View: lazy(async () => ({ default: (await load.import()).ImportView })) },
  settings: { icon: IconSettings, View: lazy(async () => ({ default: (await load.settings()).SettingsView })) },
};

/** Loads the code of all views while the page is idle, so that the first visit is as quick as the second. */
export function loadViewsWhenIdle(): void {
  requestIdleCallback(() => {
    for (const loadView of Object.values(load)) void loadView().catch(() => undefined);
  });
}
