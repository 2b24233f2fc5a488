import type { MenuItemConstructorOptions } from "electron";
import type { MenuState } from "../../contract/bridge.ts";
import { type AppCommand, appCommands, isShellCommandId, viewLabels } from "../../contract/index.ts";
import { toAccelerator } from "./accelerator.ts";

/** A known workspace that is still there. */
export interface RecentEntry {
  path: string;
  name: string;
}

/** What the menu shows now. */
export interface MenuContents {
  isMac: boolean;
  isPackaged: boolean;
  /** Whether a window has the focus, or had it last. */
  hasWindow: boolean;
  /** What that window's page said about its commands; null before it did. */
  state: MenuState | null;
  recent: readonly RecentEntry[];
}

export interface MenuActions {
  /** Runs a command by its id. */
  run(id: string): void;
  openRecent(path: string): void;
  clearRecent(): void;
}

/**
 * The application's menu: the commands of every view and of the view on screen, from the tables that keys and palette are made from, and what
 * text editing, zooming and the operating system need. Electron's own would carry links to its web site.
 */
export function menuTemplate(contents: MenuContents, actions: MenuActions): MenuItemConstructorOptions[] {
  const { isMac, isPackaged, state } = contents;
  const commands = (menu: AppCommand["menu"]) =>
    appCommands
      .filter((command) => command.menu === menu && command.host !== "web")
      .map((command) => commandItem(command, contents, () => actions.run(command.id)));
  const [newWindow = {}, openInNew = {}, ...ofPage] = commands("file");
  const separator: MenuItemConstructorOptions = { type: "separator" };
  return [
    ...(isMac ? [{ role: "appMenu" as const }] : []),
    {
      label: "&File",
      submenu: [
        newWindow,
        openInNew,
        { label: "Open recent", submenu: recentItems(contents.recent, actions) },
        separator,
        ...ofPage,
        separator,
        // Each system's window menu or app menu has the other.
        { role: isMac ? "close" : "quit" },
      ],
    },
    { role: "editMenu" },
    {
      label: "&View",
      submenu: [
        ...commands("view"),
        separator,
        { role: "resetZoom" },
        { role: "zoomIn" },
        { role: "zoomOut" },
        separator,
        { role: "togglefullscreen" },
        ...(isPackaged ? [] : [separator, { role: "reload" as const }, { role: "toggleDevTools" as const }]),
      ],
    },
    { label: "&Go", submenu: commands("go") },
    ...viewMenu(state, isMac, actions),
    { label: "&Dataset", submenu: commands("dataset") },
    { role: "windowMenu" },
    { role: "help", label: "&Help", submenu: commands("help") },
  ];
}

/** The workspaces opened last, and the way to forget them. */
export function recentItems(
  recent: readonly RecentEntry[],
  { openRecent, clearRecent }: Pick<MenuActions, "openRecent" | "clearRecent">,
): MenuItemConstructorOptions[] {
  return [
    ...recent.map(({ path }) => ({ label: toPathLabel(path), click: () => openRecent(path) })),
    ...(recent.length === 0 ? [] : [{ type: "separator" as const }]),
    { id: "recent.clear", label: "Clear recent workspaces", enabled: recent.length > 0, click: clearRecent },
  ];
}

/**
 * The accelerator is shown but not registered, where the system can: the screen handles the key, on every layout and not while somebody
 * types. Before the page has said its keys, those without a modifier are left out, since its views may use them themselves.
 */
function commandItem(
  { id, label, keys }: AppCommand,
  { state, hasWindow, isMac }: MenuContents,
  click: () => void,
): MenuItemConstructorOptions {
  const entry = state?.app.find((one) => one.id === id);
  const key = entry?.key ?? keys.find((name) => name.startsWith("mod+")) ?? "";
  const enabled = isShellCommandId(id) || (hasWindow && (entry?.enabled ?? true));
  return { id, label, enabled, click, ...shownKey(key, isMac) };
}

function viewMenu(state: MenuState | null, isMac: boolean, { run }: MenuActions): MenuItemConstructorOptions[] {
  if (state === null || state.view.commands.length === 0) return [];
  const { name, commands } = state.view;
  const items = commands.map(({ id, label, key, enabled }) => ({
    id,
    label: toLabel(label),
    enabled,
    click: () => run(id),
    ...shownKey(key, isMac),
  }));
  return [{ label: viewLabels[name], submenu: items }];
}

function shownKey(key: string, isMac: boolean): MenuItemConstructorOptions {
  const accelerator = toAccelerator(key, isMac);
  return accelerator === undefined ? {} : { accelerator, registerAccelerator: false };
}

/** In a menu, "&" underlines the next letter; control and direction characters would make a name look like another. */
function toLabel(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}]/gu, "\ufffd").replaceAll("&", "&&");
}

const maxPathShown = 60;
/** A path as a label: its end, which tells it from others. */
export function toPathLabel(path: string): string {
  return toLabel(path.length <= maxPathShown ? path : `…${path.slice(-maxPathShown)}`);
}
