import { ActionIcon, Tooltip } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import { memo, type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";
import { reportFailure } from "../state/notify.ts";

/** Copies `text`. `label` says what, for example "Copy trace id". The button is drawn once, and not for each text. */
export function CopyButton({ text, label }: { text: string; label: string }) {
  const newest = useRef(text);
  useLayoutEffect(() => {
    newest.current = text;
  });
  return <CopyNewest text={newest} label={label} />;
}

const CopyNewest = memo(function CopyNewest({ text, label }: { text: RefObject<string>; label: string }) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 1500);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = useCallback(async () => {
    try {
      await navigator.clipboard.writeText(text.current);
      setCopied(true);
    } catch {
      reportFailure({
        code: "unavailable",
        message: "The clipboard is not available.",
        fix: "Select the text and copy it with the keyboard.",
      });
    }
  }, [text]);
  return (
    <Tooltip label={copied ? "Copied" : label}>
      <ActionIcon variant="subtle" color="gray" aria-label={copied ? `${label}: copied` : label} onClick={() => void copy()}>
        {copied ? <IconCheck size={15} aria-hidden /> : <IconCopy size={15} aria-hidden />}
      </ActionIcon>
    </Tooltip>
  );
});
