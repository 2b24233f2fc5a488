/** Where a key moves the selection of a list; undefined for keys that do not move it. `current` −1 is no selection. */
export function nextIndex(key: string, current: number, count: number, page: number): number | undefined {
  if (count === 0) return undefined;
  const within = (index: number) => Math.min(count - 1, Math.max(0, index));
  switch (key) {
    case "ArrowDown":
    case "j":
      return within(current + 1);
    case "ArrowUp":
    case "k":
      return within(current < 0 ? count - 1 : current - 1);
    case "PageDown":
      return within(Math.max(0, current) + page);
    case "PageUp":
      return within(Math.max(0, current) - page);
    case "Home":
      return 0;
    case "End":
      return count - 1;
    default:
      return undefined;
  }
}
