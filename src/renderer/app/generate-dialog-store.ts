import { createStore } from "zustand";

/** Whether the dialog that generates samples is open. */
export const generateDialogStore = createStore(() => ({ open: false }));
export const openGenerateDialog = () => generateDialogStore.setState({ open: true });
export const closeGenerateDialog = () => generateDialogStore.setState({ open: false });
