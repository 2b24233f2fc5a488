import { type PointerEvent, useRef } from "react";
import { closeDialog } from "../../../components/commands.ts";
import { isPressed } from "../../../components/use-commands.ts";

/** A drag shorter than this is a click. */
const clickPx = 4;

interface BrushHandlers {
  /** The pointer moves without a button. @param x, y from the corner of the element, in px. */
  onMove(x: number, y: number): void;
  /** A range is being dragged. */
  onBrush(fromX: number, toX: number): void;
  /** It was let go. */
  onBrushed(fromX: number, toX: number): void;
  onClick(x: number, y: number, target: Element): void;
  onLeave(): void;
  /** Escape while dragging. */
  onCancel(): void;
}

/**
 * Dragging a range and clicking in a chart: pointer handlers for its element. No text is selected meanwhile, and Escape ends the drag
 * without a range.
 */
export function useBrush(handlers: BrushHandlers) {
  const drag = useRef<{ fromX: number; target: Element; moved: boolean; stop: () => void } | null>(null);
  const toPlace = (event: PointerEvent) => {
    const box = event.currentTarget.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };
  return {
    onPointerDown(event: PointerEvent) {
      if (event.button !== 0 || !(event.target instanceof Element)) return;
      const element = event.currentTarget;
      const { pointerId } = event;
      const onEscape = (key: KeyboardEvent) => {
        if (!isPressed(closeDialog, key)) return;
        key.preventDefault();
        key.stopPropagation();
        drag.current?.stop();
        handlers.onCancel();
      };
      const stop = () => {
        drag.current = null;
        window.removeEventListener("keydown", onEscape, true);
        if (element.hasPointerCapture(pointerId)) element.releasePointerCapture(pointerId);
      };
      element.setPointerCapture(pointerId);
      window.addEventListener("keydown", onEscape, true);
      drag.current = { fromX: toPlace(event).x, target: event.target, moved: false, stop };
    },
    onPointerMove(event: PointerEvent) {
      const { x, y } = toPlace(event);
      const current = drag.current;
      if (current !== null && (current.moved || Math.abs(x - current.fromX) > clickPx)) {
        current.moved = true;
        handlers.onBrush(current.fromX, x);
        return;
      }
      // Chromium also reports a chart that moved below a resting pointer.
      const rests = event.movementX === 0 && event.movementY === 0;
      if (!rests) handlers.onMove(x, y);
    },
    onPointerUp(event: PointerEvent) {
      const current = drag.current;
      if (current === null) return;
      const { x, y } = toPlace(event);
      current.stop();
      if (current.moved) handlers.onBrushed(current.fromX, x);
      else handlers.onClick(x, y, current.target);
    },
    onPointerCancel() {
      drag.current?.stop();
      handlers.onCancel();
    },
    onPointerLeave() {
      if (drag.current === null) handlers.onLeave();
    },
  };
}
