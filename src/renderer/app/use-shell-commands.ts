import { useEffect } from "react";
import { isAppCommandId } from "../../contract/index.ts";
import { useCommands, useDigitsClaimed } from "../components/use-commands.ts";
import { paletteCommands, runAppCommand, shellCommands } from "./commands.ts";

/** Binds the keys that work in every view, and runs what is chosen in the desktop's menu. */
export function useShellCommands(): void {
  const context = { digitsClaimed: useDigitsClaimed() };
  useCommands(shellCommands, context, { isShell: true });
  useCommands(paletteCommands, context, { isShell: true, everywhere: true });
  useEffect(
    () =>
      window.assay?.onCommand((id) => {
        if (isAppCommandId(id)) runAppCommand(id);
      }),
    [],
  );
}
