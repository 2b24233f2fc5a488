import { DesktopMenu } from "./desktop-menu.ts";
import { GenerateDialog } from "./GenerateDialog.tsx";
import { MergeDialog } from "./MergeDialog.tsx";
import { Palette } from "./Palette.tsx";
import { Shortcuts } from "./Shortcuts.tsx";

/**
 * What the shell lays over any view, and the desktop's menu: one chunk, fetched while the first view asks for its data. A dialog that was asked for
 * before appears when it is here.
 */
export function Overlays() {
  return (
    <>
      <DesktopMenu />
      <Palette />
      <Shortcuts />
      <GenerateDialog />
      <MergeDialog />
    </>
  );
}
