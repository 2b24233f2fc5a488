import { useState } from "react";

/** A value, or while it is held the one from before. @example const shown = useHeld(scope, isLoading); */
export function useHeld<T>(value: T, isHeld: boolean): T {
  const [kept, setKept] = useState(value);
  if (!isHeld && kept !== value) setKept(value);
  return isHeld ? kept : value;
}
