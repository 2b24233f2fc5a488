import { type RefObject, useCallback, useEffect, useState } from "react";
import { reportFailure } from "../state/notify.ts";

const shownMs = 1500;

/** Copies the text that `newest` holds when it is called; `copied` is true for a moment after. A failure is reported. */
export function useCopy(newest: RefObject<string>): { copied: boolean; copy: () => Promise<void> } {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), shownMs);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = useCallback(async () => {
    try {
      await navigator.clipboard.writeText(newest.current);
      setCopied(true);
    } catch {
      reportFailure({
        code: "unavailable",
        message: "The clipboard is not available.",
        fix: "Select the text and copy it with the keyboard.",
      });
    }
  }, [newest]);
  return { copied, copy };
}
