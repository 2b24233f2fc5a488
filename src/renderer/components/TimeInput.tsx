import { TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { useEffect, useRef, useState } from "react";
import { fromLocalInput, toLocalInput } from "./local-time.ts";

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
