import { type PointerEvent, useRef, useState } from "react";
import type { RankTarget } from "./ranking.ts";

/** A candidate on its way, where the pointer is, and where it would be put. */
export interface RankDrag {
  position: number;
  x: number;
  y: number;
  target: RankTarget | null;
}

/** A press that moves less is a click. */
const clickPx = 4;

/**
 * Drags candidates of a ranking by pointer, mouse or finger. Where they can be put is said by attributes: `data-rank-tie` and `data-rank-before` with an
 * index of a group, `data-rank-out`. Keys do the same.
 * @param drop called where a candidate is put.
 */
export function useRankDrag(drop: (position: number, target: RankTarget) => void) {
  const [drag, setDrag] = useState<RankDrag | null>(null);
  const pressed = useRef<{ position: number; x: number; y: number; hasMoved: boolean } | null>(null);
  const hasDragged = useRef(false);
  const end = () => {
    pressed.current = null;
    setDrag(null);
  };
  const handlers = (position: number) => ({
    onPointerDown: ({ button, clientX: x, clientY: y, currentTarget, pointerId }: PointerEvent) => {
      hasDragged.current = false;
      if (button !== 0) return;
      pressed.current = { position, x, y, hasMoved: false };
      // At once: a fast pointer has left a letter before it is told to have moved.
      currentTarget.setPointerCapture(pointerId);
    },
    onPointerMove: ({ clientX: x, clientY: y }: PointerEvent) => {
      const from = pressed.current;
      if (from?.position !== position) return;
      if (!from.hasMoved && Math.hypot(x - from.x, y - from.y) < clickPx) return;
      from.hasMoved = true;
      hasDragged.current = true;
      setDrag({ position, x, y, target: findTarget(x, y) });
    },
    onPointerUp: ({ clientX: x, clientY: y }: PointerEvent) => {
      const target = pressed.current?.hasMoved ? findTarget(x, y) : null;
      end();
      if (target !== null) drop(position, target);
    },
    onPointerCancel: end,
  });
  /** Whether a click is one: the end of a drag is followed by one too. */
  const isClick = () => !hasDragged.current;
  return { drag, handlers, isClick };
}

function findTarget(x: number, y: number): RankTarget | null {
  const under = document.elementFromPoint(x, y);
  const indexOf = (name: string) => under?.closest(`[${name}]`)?.getAttribute(name) ?? null;
  const [tie, before] = [indexOf("data-rank-tie"), indexOf("data-rank-before")];
  if (tie !== null) return { tie: Number(tie) };
  if (before !== null) return { before: Number(before) };
  return indexOf("data-rank-out") === null ? null : "out";
}
