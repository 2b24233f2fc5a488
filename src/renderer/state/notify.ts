import { notifications } from "@mantine/notifications";
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
