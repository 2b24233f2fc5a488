import { useEffect } from "react";
import { isAppCommandId } from "../../contract/index.ts";
import { activeCommands, isDialogOpen } from "../components/use-commands.ts";
import { runAppCommand } from "./commands.ts";

/** Runs what is chosen in the desktop's menu, from the first moment of the window on. Does nothing in a browser tab. */
export function useMenuCommands(): void {
  useEffect(() => window.assay?.onCommand(runChosen), []);
}

function runChosen(id: string): void {
  if (isAppCommandId(id)) runAppCommand(id);
  // As for keys: what lies under a dialog is not to be changed.
  else if (!isDialogOpen())
    activeCommands()
      .find(({ command }) => command.id === id)
      ?.run();
}
