import { createStore } from "zustand";

/** Whether the overlay with the keys is open. */
export const keysHelpStore = createStore(() => ({ open: false }));
export const openKeysHelp = () => keysHelpStore.setState({ open: true });
export const closeKeysHelp = () => keysHelpStore.setState({ open: false });
