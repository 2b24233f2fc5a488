/** The commands that work in every view: the rail, the palette, the `?` page and the desktop's menu are made from this table. */

export const viewNames = ["overview", "live", "engines", "executions", "comparisons", "samples", "models", "import", "settings"] as const;
export type ViewName = (typeof viewNames)[number];

export const viewLabels: Readonly<Record<ViewName, string>> = {
  overview: "Overview",
  live: "Live",
  engines: "Engines",
  executions: "Executions",
  comparisons: "Comparisons",
  samples: "Samples",
  models: "Models",
  import: "Import",
  settings: "Settings",
};

/** The digit of each view. */
const viewKeys: Readonly<Record<ViewName, string>> = {
  overview: "0",
  live: "1",
  engines: "2",
  executions: "3",
  comparisons: "4",
  samples: "5",
  models: "6",
  import: "7",
  settings: "8",
};

export interface AppCommand<Id extends string = string> {
  readonly id: Id;
  readonly label: string;
  /** Key names such as "mod+k", where "mod" is Ctrl or ⌘; "g 1" is g and then 1. */
  readonly keys: readonly string[];
  /** Its line on the `?` page, when that is not the label. */
  readonly help?: string;
  /** The desktop menu it is in. */
  readonly menu?: "file" | "view" | "go" | "dataset" | "help";
  /** The host that has it; absent: both. */
  readonly host?: "desktop" | "web";
}

const table = [
  ...viewNames.map((view) => ({
    id: `go.${view}` as const,
    label: viewLabels[view],
    keys: [viewKeys[view]],
    help: "Go to view",
    menu: "go" as const,
  })),
  // In a browser these are the browser's own.
  { id: "back", label: "Back", keys: ["alt+ArrowLeft", "mod+["], menu: "go", host: "desktop" },
  { id: "forward", label: "Forward", keys: ["alt+ArrowRight", "mod+]"], menu: "go", host: "desktop" },
  { id: "link", label: "Copy link to this view", keys: [], menu: "view" },
  { id: "window.new", label: "New window", keys: ["mod+shift+n"], menu: "file", host: "desktop" },
  { id: "window.open", label: "Open workspace in a new window…", keys: ["mod+shift+o"], menu: "file", host: "desktop" },
  { id: "import", label: "Import files…", keys: [], menu: "file" },
  { id: "workspace", label: "Open another workspace…", keys: [], menu: "file" },
  { id: "undo", label: "Undo last decision", keys: [], menu: "dataset" },
  { id: "redo", label: "Redo decision", keys: [], menu: "dataset" },
  { id: "generate", label: "Generate samples from recorded winners…", keys: [], menu: "dataset" },
  { id: "promote", label: "Promote winners…", keys: [], menu: "dataset" },
  { id: "merge", label: "Merge a reviewer's decisions…", keys: [], menu: "dataset" },
  { id: "rail", label: "Show or hide the sidebar's names", keys: ["mod+b"], menu: "view" },
  { id: "palette", label: "Commands", keys: ["mod+k"], menu: "help" },
  { id: "shortcuts", label: "Keyboard shortcuts", keys: ["?"], menu: "help" },
  { id: "tab", label: "Open another tab", keys: [], host: "web" },
  { id: "theme.light", label: "Theme: light", keys: [], menu: "view" },
  { id: "theme.dark", label: "Theme: dark", keys: [], menu: "view" },
  { id: "theme.auto", label: "Theme: system", keys: [], menu: "view" },
] as const satisfies AppCommand[];

export type AppCommandId = (typeof table)[number]["id"];
export const appCommands: readonly AppCommand<AppCommandId>[] = table;

/** The command of that id. */
export function appCommand(id: AppCommandId): AppCommand<AppCommandId> {
  return appCommands.find((command) => command.id === id) as AppCommand<AppCommandId>;
}

/** Commands that the desktop's main process carries out: they are about windows, and work without one. */
export const shellCommandIds = ["window.new", "window.open"] as const satisfies AppCommandId[];
export type ShellCommandId = (typeof shellCommandIds)[number];

export function isShellCommandId(value: unknown): value is ShellCommandId {
  return shellCommandIds.some((id) => id === value);
}

/** Whether a value that came over the bridge names a command. */
export function isAppCommandId(value: unknown): value is AppCommandId {
  return appCommands.some(({ id }) => id === value);
}
