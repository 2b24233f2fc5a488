/** Names in `highlights.css`. */
export type HighlightName = "hit" | "added" | "removed";

/** Whether the browser can mark text without changing the page; where it cannot, lists alone show what was found. */
export const canHighlight = typeof CSS !== "undefined" && "highlights" in CSS;

/**
 * Marks ranges of the page. Nothing is inserted, so whatever the text says stays text.
 * @returns takes the marks away again.
 * @see https://developer.mozilla.org/docs/Web/API/CSS_Custom_Highlight_API
 */
export function mark(name: HighlightName, ranges: readonly Range[]): () => void {
  if (!canHighlight || ranges.length === 0) return () => {};
  const highlight = CSS.highlights.get(name) ?? new Highlight();
  CSS.highlights.set(name, highlight);
  for (const range of ranges) highlight.add(range);
  return () => {
    for (const range of ranges) highlight.delete(range);
  };
}

/**
 * Calls `draw` once the page has been painted, and again whenever what is inside `root` changes.
 * @param draw returns what undoes it. @returns ends it.
 */
export function whenDrawn(root: Element, draw: () => () => void): () => void {
  let undo = () => {};
  let [frame, timer] = [0, 0];
  const soon = () => {
    cancelAnimationFrame(frame);
    clearTimeout(timer);
    // After the paint: marks may come a moment later, the next comparison may not.
    frame = requestAnimationFrame(() => {
      timer = window.setTimeout(() => {
        undo();
        undo = draw();
      });
    });
  };
  const observer = new MutationObserver(soon);
  observer.observe(root, { childList: true, subtree: true, characterData: true });
  soon();
  return () => {
    observer.disconnect();
    cancelAnimationFrame(frame);
    clearTimeout(timer);
    undo();
  };
}
