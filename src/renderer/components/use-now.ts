import { useEffect, useState } from "react";

/**
 * The time, renewed every `everyMs`, for screens that say how long ago something was. It draws its component every time: use it where the words are, not around them.
 * @param moves false: nothing on screen depends on it now.
 */
export function useNow(everyMs = 1000, moves = true): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (!moves) return;
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs, moves]);
  return now;
}
