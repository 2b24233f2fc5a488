import type { ViewName } from "../../contract/index.ts";
import { closeDialog, listMoves, resizeKeys } from "../components/commands.ts";
import type { Shortcut } from "../components/use-commands.ts";
import { comparisonCommandList } from "../views/comparisons/commands.ts";
import { partCommandList as comparisonPartList, fairnessCommandList } from "../views/comparisons/fairness/commands.ts";
import { engineShortcuts } from "../views/engines/commands.ts";
import { enginePartList } from "../views/engines/comparing/commands.ts";
import { executionCommandList } from "../views/executions/commands.ts";
import { askingCommandList } from "../views/import/asking/commands.ts";
import { liveCommandList } from "../views/live/commands.ts";
import { partCommandList, sampleCommandList } from "../views/samples/commands.ts";
import { sqlShortcuts } from "../views/sql/commands.ts";
import { everywhereCommands, shellCommands } from "./commands.ts";

/** Shortcuts of every view, for the `?` page. */
export const generalShortcuts: readonly Shortcut[] = [
  ...everywhereCommands,
  ...shellCommands.filter(({ keys }) => keys.length > 0),
  ...Object.values(listMoves),
  ...Object.values(resizeKeys.vertical),
  ...Object.values(resizeKeys.horizontal),
  resizeKeys.reset,
  closeDialog,
];

/** Shortcuts of single views, for the `?` page. */
export const viewShortcuts: Partial<Record<ViewName, readonly Shortcut[]>> = {
  engines: [...engineShortcuts, ...enginePartList],
  executions: executionCommandList,
  sql: sqlShortcuts,
  comparisons: [...comparisonCommandList, ...comparisonPartList, ...fairnessCommandList],
  samples: [...sampleCommandList, ...partCommandList],
  live: liveCommandList,
  import: askingCommandList,
};
