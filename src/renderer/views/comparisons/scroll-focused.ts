/** Where the text of the candidate that has the focus scrolls. */
const focusedText = "[data-focused-candidate] [data-scrolls]";

/** Scrolls the focused candidate's text by most of a page, so that a line or two stay in sight. */
export function scrollFocusedCandidate(by: 1 | -1): void {
  const text = document.querySelector(focusedText);
  text?.scrollBy({ top: by * text.clientHeight * 0.85 });
}

/** The scrolling region a key press belongs to, when the keyboard's focus is inside one that has more than fits. */
export function scrollsByItself(target: EventTarget | null): Element | null {
  const region = target instanceof Element ? target.closest("[data-scrolls]") : null;
  return region !== null && region.scrollHeight > region.clientHeight ? region : null;
}
