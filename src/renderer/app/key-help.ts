import type { ViewName } from "../state/navigation.ts";
import { comparisonKeys } from "../views/comparisons/keys.ts";
import { sampleKeys } from "../views/samples/keys.ts";

/** Keys, each of which does the same. */
export interface KeyHelp {
  keys: string[];
  does: string;
}

export const generalKeys: KeyHelp[] = [
  { keys: ["mod+k"], does: "commands" },
  { keys: ["1", "…", "8"], does: "go to a view" },
  { keys: ["g", "1…8"], does: "go to a view where numbers decide" },
  { keys: ["?"], does: "these keys" },
  { keys: ["↓", "↑", "j", "k"], does: "move in a list" },
  { keys: ["PageDown", "PageUp"], does: "move a page in a list" },
  { keys: ["Home", "End"], does: "first and last of a list" },
  { keys: ["Escape"], does: "close what lies on top" },
];

/** Keys of single views, as those views say them. */
export const viewKeys: Partial<Record<ViewName, KeyHelp[]>> = {
  executions: [
    { keys: ["j", "↓"], does: "next execution" },
    { keys: ["k", "↑"], does: "previous execution" },
    { keys: ["Enter"], does: "read it whole" },
    { keys: ["c"], does: "copy its raw line" },
    { keys: ["/"], does: "search" },
    { keys: ["Escape"], does: "close it" },
  ],
  comparisons: comparisonKeys,
  samples: sampleKeys,
};
