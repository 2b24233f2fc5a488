import { type RefObject, useEffect, useRef } from "react";

/** As a `ref`: the element has the focus from the moment it is there. Modals look for `data-autofocus` only when they open. */
export function focusOnMount(element: HTMLElement | null): void {
  element?.focus();
}

/** When a row has left with the button that was pressed in it, `place` gets the focus: Tab would start at the top of the page. */
export function useFocusKept(place: RefObject<HTMLElement | null>, rows: readonly unknown[]): void {
  const seen = useRef(rows);
  useEffect(() => {
    if (seen.current === rows) return;
    seen.current = rows;
    if (document.activeElement === document.body) place.current?.focus({ preventScroll: true });
  }, [place, rows]);
}
