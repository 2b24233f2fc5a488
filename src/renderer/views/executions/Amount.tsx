import { NumberInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { useEffect, useState } from "react";

const waitMs = 300;

interface AmountProps {
  label: string;
  /** The unit, as it stands behind the number. */
  suffix: string;
  atMost?: number;
  whole?: boolean;
  value: number | undefined;
  onChange(value: number | undefined): void;
}

/** A number from 0 on, reported once typing pauses; empty: any. */
export function Amount({ label, suffix, atMost, whole = false, value, onChange }: AmountProps) {
  const [text, setText] = useState<string | number>(value ?? "");
  useEffect(() => setText(value ?? ""), [value]);
  const report = useDebouncedCallback((next: string | number) => {
    const amount = Number(next);
    if (next === "") onChange(undefined);
    else if (Number.isFinite(amount)) onChange(amount);
  }, waitMs);
  return (
    <NumberInput
      label={label}
      suffix={suffix}
      placeholder="any"
      hideControls
      min={0}
      {...(atMost === undefined ? {} : { max: atMost })}
      allowDecimal={!whole}
      clampBehavior="strict"
      allowNegative={false}
      value={text}
      onChange={(next) => {
        setText(next);
        report(next);
      }}
    />
  );
}
