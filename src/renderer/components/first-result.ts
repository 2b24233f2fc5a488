import { useCallback, useEffect, useRef, useState } from "react";

/**
 * Goes to the first result when the search field is left, at once or as soon as the list answers what was typed.
 * @param ready whether the list answers the filter in force.
 * @param select called once, when it does.
 * @returns `leave`, to be called when the field is left; `cancel`, when somebody moves on first.
 */
export function useFirstResult(ready: boolean, select: () => void): { leave(): void; cancel(): void } {
  const wanted = useRef(false);
  const newest = useRef(select);
  const [leaves, setLeaves] = useState(0);
  useEffect(() => {
    newest.current = select;
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: leaving again asks again, though the list is as it was
  useEffect(() => {
    if (!wanted.current || !ready) return;
    wanted.current = false;
    newest.current();
  }, [ready, leaves]);
  const leave = useCallback(() => {
    wanted.current = true;
    setLeaves((before) => before + 1);
  }, []);
  const cancel = useCallback(() => {
    wanted.current = false;
  }, []);
  return { leave, cancel };
}
