import {
  IconActivity,
  IconBox,
  IconDatabase,
  IconGauge,
  IconListDetails,
  IconScale,
  IconSettings,
  IconTableImport,
  type TablerIcon,
} from "@tabler/icons-react";
import { type ComponentType, type LazyExoticComponent, lazy } from "react";
import type { ViewName } from "../state/navigation.ts";
import { LiveView } from "../views/live/LiveView.tsx";

interface ViewEntry {
  label: string;
  icon: TablerIcon;
  View: ComponentType | LazyExoticComponent<ComponentType>;
}

const load = {
  engines: () => import("../views/engines/EnginesView.tsx"),
  executions: () => import("../views/executions/ExecutionsView.tsx"),
  comparisons: () => import("../views/comparisons/ComparisonsView.tsx"),
  samples: () => import("../views/samples/SamplesView.tsx"),
  models: () => import("../views/models/ModelsView.tsx"),
  import: () => import("../views/import/ImportView.tsx"),
  settings: () => import("../views/settings/SettingsView.tsx"),
};

/** The eight views in the order of the rail. Live is there at once; the others are loaded when first wanted. */
export const views: Record<ViewName, ViewEntry> = {
  live: { label: "Live", icon: IconActivity, View: LiveView },
  engines: { label: "Engines", icon: IconGauge, View: lazy(async () => ({ default: (await load.engines()).EnginesView })) },
  executions: {
    label: "Executions",
    icon: IconListDetails,
    View: lazy(async () => ({ default: (await load.executions()).ExecutionsView })),
  },
  comparisons: { label: "Comparisons", icon: IconScale, View: lazy(async () => ({ default: (await load.comparisons()).ComparisonsView })) },
  samples: { label: "Samples", icon: IconDatabase, View: lazy(async () => ({ default: (await load.samples()).SamplesView })) },
  models: { label: "Models", icon: IconBox, View: lazy(async () => ({ default: (await load.models()).ModelsView })) },
  import: { label: "Import", icon: IconTableImport, View: lazy(async () => ({ default: (await load.import()).ImportView })) },
  settings: { label: "Settings", icon: IconSettings, View: lazy(async () => ({ default: (await load.settings()).SettingsView })) },
};

/** Loads the code of all views while nothing else is to do, so that the first visit is as quick as the second. */
export function loadViewsWhenIdle(): void {
  requestIdleCallback(() => {
    for (const loadView of Object.values(load)) void loadView().catch(() => undefined);
  });
}
