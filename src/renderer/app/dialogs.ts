import { createSpotlight } from "@mantine/spotlight";
import { createDialog } from "../components/dialog.ts";

/** What the shell can lay over a view. */
export const shortcutsDialog = createDialog();
export const generateDialog = createDialog();

/** The command palette has the store of its component; @mantine/spotlight is opened from here alone. */
export const [paletteStore, palette] = createSpotlight();
