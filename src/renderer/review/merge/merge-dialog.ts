import { createDialog } from "../../components/dialog.ts";

/** Takes over another reviewer's decisions; the shell draws it, the palette and Fairness open it. */
export const mergeDialog = createDialog();
