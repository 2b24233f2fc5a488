/** What lies between two of these is read as one line. */
const blocks = "p,li,td,th,pre,div,blockquote,summary,section";

/** The text that stands on the page inside an element, and where each character of it is. Buttons and what is hidden are left out. */
export interface PageText {
  text: string;
  /** The part of the page that [from, to) of the text covers. */
  toRange(from: number, to: number): Range;
}

export function readPageText(root: Element): PageText {
  const nodes: { node: Text; at: number }[] = [];
  let text = "";
  let lastBlock: Element | null = null;
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode() as Text | null; node !== null; node = walker.nextNode() as Text | null) {
    const parent = node.parentElement;
    if (parent === null || parent.closest("button,.visually-hidden") !== null) continue;
    const block = parent.closest(blocks);
    if (lastBlock !== null && block !== lastBlock) text += "\n";
    lastBlock = block;
    nodes.push({ node, at: text.length });
    text += node.data;
  }
  const place = (at: number): [Text, number] | undefined => {
    let [low, high] = [0, nodes.length - 1];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((nodes[middle]?.at ?? 0) <= at) low = middle;
      else high = middle - 1;
    }
    const found = nodes[low];
    return found && [found.node, Math.min(found.node.data.length, at - found.at)];
  };
  return {
    text,
    toRange: (from, to) => {
      const range = document.createRange();
      const start = place(from);
      // The end belongs to the node of the last character, not to the next one.
      const end = place(Math.max(from, to - 1));
      if (start !== undefined) range.setStart(...start);
      if (end !== undefined) range.setEnd(end[0], Math.min(end[0].data.length, end[1] + (to > from ? 1 : 0)));
      return range;
    },
  };
}
