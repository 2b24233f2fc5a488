import { createSpotlight } from "@mantine/spotlight";
import { createStore } from "zustand";

/** What the shell can lay over a view, and whether it is open. */

const createDialog = () => {
  const store = createStore(() => ({ isOpen: false }));
  return { store, open: () => store.setState({ isOpen: true }), close: () => store.setState({ isOpen: false }) };
};

export const shortcutsDialog = createDialog();
export const generateDialog = createDialog();

/** The command palette has the store of its component; @mantine/spotlight is opened from here alone. */
export const [paletteStore, palette] = createSpotlight();
