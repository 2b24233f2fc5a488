import { createDialog } from "../components/dialog.ts";

/** Asks which recorded winners to promote to one tier; the shell draws it, the palette and Comparisons open it. */
export const promoteDialog = createDialog();
