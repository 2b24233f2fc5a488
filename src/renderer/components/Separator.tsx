import { type KeyboardEvent, type PointerEvent, useRef } from "react";
import { resizeKeys } from "./commands.ts";
import css from "./Separator.module.css";
import { isPressed } from "./use-commands.ts";

interface SeparatorProps {
  label: string;
  /** Of the line itself: a vertical one is moved to the left and right. */
  orientation: "vertical" | "horizontal";
  /** How much of the space the first part has, 0 to 100. */
  percent: number;
  /** By how many px it was moved, to the right or down. */
  onMove(byPx: number): void;
  /** A double click or Home: the size that it had at first. */
  onReset(): void;
  className?: string | undefined;
}

/** What one press of an arrow key moves, in px. */
const stepPx = 24;

/**
 * The edge between two parts of the screen, moved by pointer or, with the focus, by arrow keys.
 * @see https://www.w3.org/WAI/ARIA/apg/patterns/windowsplitter/
 */
export function Separator({ label, orientation, percent, onMove, onReset, className }: SeparatorProps) {
  const last = useRef<number | null>(null);
  const at = (event: PointerEvent) => (orientation === "vertical" ? event.clientX : event.clientY);
  const onPointerMove = (event: PointerEvent) => {
    if (last.current === null) return;
    const now = at(event);
    if (now !== last.current) onMove(now - last.current);
    last.current = now;
  };
  const release = () => {
    last.current = null;
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const { less, more } = resizeKeys[orientation];
    if (isPressed(less, event.nativeEvent)) onMove(-stepPx);
    else if (isPressed(more, event.nativeEvent)) onMove(stepPx);
    else if (isPressed(resizeKeys.reset, event.nativeEvent)) onReset();
    else return;
    // The arrows would move to another comparison as well.
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: an <hr> cannot have the focus
    <div
      className={`${css.separator} ${className ?? ""}`}
      role="separator"
      tabIndex={0}
      aria-label={label}
      aria-orientation={orientation}
      aria-valuenow={Math.round(percent)}
      onPointerDown={(event) => {
        event.preventDefault();
        event.currentTarget.setPointerCapture(event.pointerId);
        last.current = at(event);
      }}
      onPointerMove={onPointerMove}
      onPointerUp={release}
      onPointerCancel={release}
      onDoubleClick={onReset}
      onKeyDown={onKeyDown}
    />
  );
}
