import { createStore, useStore } from "zustand";

/** The newest small remark of the view, shown in its status line and read out by screen readers. */
const store = createStore<{ text: string; count: number }>(() => ({ text: "", count: 0 }));

export function say(text: string): void {
  store.setState((before) => ({ text, count: before.count + 1 }));
}

export function useSaid(): { text: string; count: number } {
  return useStore(store);
}
