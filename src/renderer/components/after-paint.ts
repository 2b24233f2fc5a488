/** Calls `then` once the frame that is being made is on screen: what nobody waits for does not hold it up. */
export function afterPaint(then: () => void): void {
  requestAnimationFrame(() => setTimeout(then));
}
