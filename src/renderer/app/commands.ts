import { type AppCommand, type AppCommandId, appCommands, isShellCommandId, type ViewName, viewNames } from "../../contract/index.ts";
import { type Command, type Shortcut, useCommands, useDigitsClaimed } from "../components/use-commands.ts";
import type { decisionQueue } from "../review/decisions.ts";
import { mergeDialog } from "../review/merge/merge-dialog.ts";
import { promoteDialog } from "../review/promote-dialog.ts";
import { navigate } from "../state/navigation.ts";
import { chooseTheme } from "../theme/color-scheme.ts";
import { copyLink } from "./copy-link.ts";
import { generateDialog, palette, shortcutsDialog } from "./dialogs.ts";
import { toggleRail } from "./rail-width.ts";

/** The queue of decisions, which the first paint does not wait for. */
const withQueue = (run: (queue: typeof decisionQueue) => void) =>
  void import("../review/decisions.ts").then(({ decisionQueue }) => run(decisionQueue));

/** What the commands of the contract's table do. Undo and redo wait in the queue of decisions, as the views' own do. */
const runs: Record<AppCommandId, () => void> = {
  ...(Object.fromEntries(viewNames.map((view) => [`go.${view}`, () => navigate(view)])) as Record<`go.${ViewName}`, () => void>),
  "window.new": () => window.assay?.runInShell("window.new"),
  "window.open": () => window.assay?.runInShell("window.open"),
  back: () => window.history.back(),
  forward: () => window.history.forward(),
  link: () => void copyLink(),
  import: () => navigate("import"),
  workspace: () => navigate("settings", { "settings.section": "workspace" }),
  undo: () => withQueue((queue) => queue.undo(true)),
  redo: () => withQueue((queue) => queue.redo(true)),
  generate: generateDialog.open,
  promote: promoteDialog.open,
  merge: mergeDialog.open,
  rail: toggleRail,
  palette: () => palette.open(),
  shortcuts: shortcutsDialog.open,
  // A tab that this one opens gets a copy of its session storage, and with it the session.
  tab: () => window.open("/", "_blank"),
  "theme.light": () => chooseTheme("light"),
  "theme.dark": () => chooseTheme("dark"),
  "theme.auto": () => chooseTheme("auto"),
};

export function runAppCommand(id: AppCommandId): void {
  runs[id]();
}

interface ShellContext {
  /** The view on screen uses numbers itself. */
  digitsClaimed: boolean;
}

const isGo = ({ id }: Shortcut) => id.startsWith("go.");
/** Works while somebody types and above dialogs, too. */
const isEverywhere = ({ id }: AppCommand<AppCommandId>) => id === "palette" || isShellCommandId(id);

/** Whether this host has a command. */
export function isHere({ host }: AppCommand): boolean {
  return host === undefined || host === (window.assay === undefined ? "web" : "desktop");
}

const commands = appCommands.filter(isHere).map((command) => ({ ...command, run: runs[command.id] }));

export const everywhereCommands: readonly Command<ShellContext>[] = commands.filter(isEverywhere);

/** The way to each view by its number. */
export const goCommands: readonly Command<ShellContext>[] = commands
  .filter(isGo)
  .map((command) => ({ ...command, when: ({ digitsClaimed }) => !digitsClaimed }));

/** The same where the view has a use for numbers: g, and then the number. */
export const goSequences: readonly Command<ShellContext>[] = goCommands.map(({ id, keys, run }) => ({
  id: `${id}.sequence`,
  keys: keys.map((key) => `g ${key}`),
  help: "Go to view (when number keys set tiers)",
  run,
}));

export const shellCommands: readonly Command<ShellContext>[] = [
  ...goCommands,
  ...goSequences,
  ...commands.filter((command) => !isGo(command) && !isEverywhere(command)),
];

/** Binds the keys that work in every view. */
export function useShellCommands(): void {
  const context = { digitsClaimed: useDigitsClaimed() };
  useCommands(shellCommands, context, { isShell: true });
  useCommands(everywhereCommands, context, { isShell: true, everywhere: true });
}
