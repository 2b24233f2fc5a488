import { app, type JumpListCategory, Menu } from "electron";
import { type MenuActions, type RecentEntry, recentItems } from "./menu.ts";

/** Entries of a jump list that Windows shows by default. */
const maxEntries = 10;

export interface SystemRecentsParts {
  recent: readonly RecentEntry[];
  actions: Pick<MenuActions, "openRecent" | "clearRecent">;
  platform: NodeJS.Platform;
  /** The program, and what it needs before a path: nothing when packaged. */
  program: string;
  programArguments: readonly string[];
}

/** Shows the recent workspaces in the menu of the dock (macOS) or in the jump list (Windows). */
export function showSystemRecents({ recent, actions, platform, program, programArguments }: SystemRecentsParts): void {
  if (platform === "darwin") app.dock?.setMenu(Menu.buildFromTemplate(recentItems(recent, actions)));
  if (platform !== "win32") return;
  // Windows refuses the whole list when it has an entry that the person removed.
  const removed = new Set(app.getJumpListSettings().removedItems.map(({ args }) => args));
  app.setJumpList(jumpList(recent, program, programArguments, removed));
}

/** @param removed arguments of entries that the person took off the list. */
export function jumpList(
  recent: readonly RecentEntry[],
  program: string,
  programArguments: readonly string[],
  removed: ReadonlySet<string | undefined>,
): JumpListCategory[] {
  const items = recent
    .map(({ path, name }) => ({
      type: "task" as const,
      title: name.slice(0, 255),
      description: path.slice(0, 255),
      program,
      args: [...programArguments, path].map(quote).join(" "),
      iconPath: program,
      iconIndex: 0,
    }))
    .filter(({ args }) => !removed.has(args));
  return items.length === 0 ? [] : [{ type: "custom", name: "Recent workspaces", items: items.slice(0, maxEntries) }];
}

/** As CommandLineToArgvW reads it: backslashes before the closing quote are doubled. A path on Windows holds no quote. */
function quote(argument: string): string {
  return `"${argument.replace(/\\+$/, "$&$&")}"`;
}
