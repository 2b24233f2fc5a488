import { useCallback, useEffect, useRef, useState } from "react";

/**
 * Selects the first result when the search field is left, as soon as the list has the results.
 * @param ready whether the list answers the filter in force.
 * @param select called once, when it does.
 * @returns `leave`, to be called when the field is left; `cancel`, when the selection moves before the results are there.
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
