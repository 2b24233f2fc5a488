import { createStore } from "zustand";

/** Whether a dialog is open, for those who open it and for the dialog itself. */
export const createDialog = () => {
  const store = createStore(() => ({ isOpen: false }));
  return { store, open: () => store.setState({ isOpen: true }), close: () => store.setState({ isOpen: false }) };
};
