import { TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { useEffect, useRef, useState } from "react";

/** What `<input type="datetime-local">` speaks, to and from the Unix seconds that records carry. Both in local time. */

const twoDigits = (value: number) => String(value).padStart(2, "0");

/** Seconds to "2026-07-15T01:25:33"; "" for undefined, which is how the input says "nothing chosen". */
export function toLocalInput(seconds: number | undefined): string {
  if (seconds === undefined) return "";
  const at = new Date(seconds * 1000);
  if (Number.isNaN(at.getTime())) return "";
  const day = `${String(at.getFullYear()).padStart(4, "0")}-${twoDigits(at.getMonth() + 1)}-${twoDigits(at.getDate())}`;
  return `${day}T${twoDigits(at.getHours())}:${twoDigits(at.getMinutes())}:${twoDigits(at.getSeconds())}`;
}

/** The input's text to whole seconds; undefined when it is empty, unfinished or before 1970. */
export function fromLocalInput(text: string): number | undefined {
  if (!/^\d{4,6}-\d\d-\d\dT\d\d:\d\d/.test(text)) return undefined;
  const seconds = Math.floor(new Date(text).getTime() / 1000);
  return Number.isFinite(seconds) && seconds >= 0 ? seconds : undefined;
}

interface TimeInputProps {
  label: string;
  /** Shows the label above; else it is only its name. */
  labelled?: boolean;
  hint?: string;
  /** Unix seconds; undefined is open. */
  value: number | undefined;
  onChange(seconds: number | undefined): void;
}

const waitMs = 500;

/** A date and time in local time. While it is typed incompletely, the last complete value stays in force. */
export function TimeInput({ label, labelled = false, hint, value, onChange }: TimeInputProps) {
  const [text, setText] = useState(toLocalInput(value));
  const reported = useRef(value);
  useEffect(() => {
    if (value === reported.current) return;
    reported.current = value;
    setText(toLocalInput(value));
  }, [value]);
  const report = useDebouncedCallback((next: string) => {
    const seconds = fromLocalInput(next);
    if (seconds === reported.current || (seconds === undefined && next !== "")) return;
    reported.current = seconds;
    onChange(seconds);
  }, waitMs);
  return (
    <TextInput
      type="datetime-local"
      step={1}
      {...(labelled ? { label } : { "aria-label": label })}
      title={hint}
      value={text}
      onChange={(event) => {
        setText(event.currentTarget.value);
        report(event.currentTarget.value);
      }}
    />
  );
}
