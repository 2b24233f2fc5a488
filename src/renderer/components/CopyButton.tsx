import { ActionIcon, Tooltip } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import { memo, type RefObject, useLayoutEffect, useRef } from "react";
import { useCopy } from "./use-copy.ts";

/** Copies `text`. `label` says what, for example "Copy trace id". The button is drawn once, and not for each text. */
export function CopyButton({ text, label }: { text: string; label: string }) {
  const newest = useRef(text);
  useLayoutEffect(() => {
    newest.current = text;
  });
  return <CopyNewest text={newest} label={label} />;
}

const CopyNewest = memo(function CopyNewest({ text, label }: { text: RefObject<string>; label: string }) {
  const { copied, copy } = useCopy(text);
  return (
    <Tooltip label={copied ? "Copied" : label}>
      <ActionIcon variant="subtle" color="gray" aria-label={copied ? `${label}: copied` : label} onClick={() => void copy()}>
        {copied ? <IconCheck size={15} aria-hidden /> : <IconCopy size={15} aria-hidden />}
      </ActionIcon>
    </Tooltip>
  );
});
