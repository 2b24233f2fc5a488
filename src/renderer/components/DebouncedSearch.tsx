import { CloseButton, TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import { indexedTextBytes } from "../../contract/index.ts";
import { searchKeys } from "./commands.ts";
import { formatBytes } from "./format.ts";
import { isPressed } from "./use-commands.ts";

/** What a search of samples covers: the index keeps only the beginnings of long texts. */
export const searchReach = `Search covers the first ${formatBytes(indexedTextBytes)} of each text.`;

const waitMs = 200;

/**
 * A search field that reports what was typed once typing pauses. Enter and the arrow down report at once and leave it for the first
 * result; Escape clears it, and leaves it once it is empty.
 */
export function DebouncedSearch(props: {
  value: string;
  onChange: (text: string) => void;
  label: string;
  hint?: string;
  /** Called when the field is left for the results. */
  onLeave: () => void;
}) {
  const { value, onChange, label, hint, onLeave } = props;
  const [text, setText] = useState(value);
  const reported = useRef(value);
  const report = useRef(onChange);
  useEffect(() => {
    report.current = onChange;
  });
  useEffect(() => {
    // Changed from outside, for example by a link from another view.
    if (value !== reported.current) {
      reported.current = value;
      setText(value);
    }
  }, [value]);
  useEffect(() => {
    if (text === reported.current) return;
    const reportText = () => {
      reported.current = text;
      report.current(text);
    };
    const timer = setTimeout(reportText, waitMs);
    // Not on `pagehide`, when the address and the view state are kept already.
    window.addEventListener("beforeunload", reportText);
    return () => {
      clearTimeout(timer);
      window.removeEventListener("beforeunload", reportText);
    };
  }, [text]);
  const now = (next: string) => {
    setText(next);
    reported.current = next;
    report.current(next);
  };
  return (
    <TextInput
      type="search"
      w={220}
      maw="100%"
      maxLength={2000}
      value={text}
      placeholder={label}
      aria-label={label}
      title={hint}
      leftSection={<IconSearch size={14} aria-hidden />}
      rightSection={text === "" ? null : <CloseButton size="xs" aria-label="Clear" onClick={() => now("")} />}
      onChange={(event) => setText(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (isPressed(searchKeys.leave, event.nativeEvent)) {
          event.preventDefault();
          if (text !== reported.current) now(text);
          event.currentTarget.blur();
          onLeave();
        } else if (isPressed(searchKeys.clear, event.nativeEvent)) {
          event.preventDefault();
          if (text === "") event.currentTarget.blur();
          else now("");
        }
      }}
    />
  );
}
