import { CloseButton, TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";

const waitMs = 200;

/**
 * A search field that reports what was typed once typing pauses. Enter and the arrow down report at once and leave it for the first
 * result; Escape empties it, and leaves it when it is empty.
 */
export function DebouncedSearch(props: {
  value: string;
  onChange: (text: string) => void;
  label: string;
  hint?: string;
  /** Called when the field is left for what was found. */
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
    const timer = setTimeout(() => {
      reported.current = text;
      report.current(text);
    }, waitMs);
    return () => clearTimeout(timer);
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
      maxLength={2000}
      value={text}
      placeholder={label}
      aria-label={label}
      title={hint}
      leftSection={<IconSearch size={14} aria-hidden />}
      rightSection={text === "" ? null : <CloseButton size="xs" aria-label="Empty the search" onClick={() => now("")} />}
      onChange={(event) => setText(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key === "Enter" || event.key === "ArrowDown") {
          event.preventDefault();
          if (text !== reported.current) now(text);
          event.currentTarget.blur();
          onLeave();
        } else if (event.key === "Escape") {
          event.preventDefault();
          if (text === "") event.currentTarget.blur();
          else now("");
        }
      }}
    />
  );
}
