/** Lets the texts inside an element scroll by the same part of their length. @returns lets them scroll apart again. */
export function scrollTogether(root: HTMLElement): () => void {
  /** Where this function put a text; the event that follows is its own. */
  const put = new WeakMap<Element, number>();
  const onScroll = ({ target }: Event) => {
    if (!(target instanceof HTMLElement) || target.dataset.scrolls === undefined) return;
    const mine = put.get(target);
    put.delete(target);
    if (mine !== undefined && Math.abs(mine - target.scrollTop) < 1) return;
    const part = target.scrollTop / Math.max(1, target.scrollHeight - target.clientHeight);
    for (const other of root.querySelectorAll<HTMLElement>("[data-scrolls]")) {
      if (other === target) continue;
      other.scrollTop = part * (other.scrollHeight - other.clientHeight);
      put.set(other, other.scrollTop);
    }
  };
  root.addEventListener("scroll", onScroll, true);
  return () => root.removeEventListener("scroll", onScroll, true);
}
