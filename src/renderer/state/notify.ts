import { notifications } from "@mantine/notifications";
import { createStore, useStore } from "zustand";
import type { ErrorValue } from "../../contract/index.ts";

/** Shows a failure: what went wrong and what to do about it. */
export function reportFailure(error: ErrorValue): void {
  if (error.code === "cancelled") return;
  notifications.show({
    color: "red",
    title: error.message,
    message: error.fix ?? "",
    autoClose: 10_000,
    closeButtonProps: { "aria-label": "Close this message" },
  });
}

/** Shows that something worked. */
export function reportDone(message: string): void {
  notifications.show({ message, autoClose: 4000, closeButtonProps: { "aria-label": "Close this message" } });
}

/** The newest small remark of the view, shown in its status line and read out by screen readers. */
const store = createStore<{ text: string; count: number }>(() => ({ text: "", count: 0 }));

export function say(text: string): void {
  store.setState((before) => (text === "" && before.text === "" ? before : { text, count: before.count + 1 }));
}

export function useSaid(): { text: string; count: number } {
  return useStore(store);
}
