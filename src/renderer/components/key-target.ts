const typed = /^(?:text|search|url|tel|email|password|number|date|time|datetime-local|month|week)$/;
const movers = /^(?:Arrow|Home$|End$|Page)/;

/** The focused element, reduced to what the rules need, so that they can be tested without a page. */
export interface KeyTarget {
  tag: string;
  /** Of an input, as the page understands it: "text" for a type it does not know. */
  type?: string;
  readOnly?: boolean;
  /** `aria-expanded` is "true": a list hangs below it. */
  expanded?: boolean;
  editable?: boolean;
  /** Inside a button, link or other element that Enter and Space press. */
  pressable?: boolean;
}

/** Whether a key pressed there belongs to the element itself, so that it is no shortcut. */
export function ownsKey(target: KeyTarget, key: string): boolean {
  if (target.editable === true || target.tag === "SELECT") return true;
  if (target.tag === "TEXTAREA" || (target.tag === "INPUT" && typed.test(target.type ?? "text"))) {
    if (target.readOnly !== true || target.expanded === true) return true;
    // A choice that is not typed into: its list opens with these.
    return movers.test(key) || key === "Enter" || key === " " || key === "Escape";
  }
  if (target.tag === "INPUT") {
    // A file, colour, box or button is pressed, not typed into: letters and digits stay shortcuts.
    if (target.type === "radio" || target.type === "range") return movers.test(key) || key === " ";
    return key === " " || (key === "Enter" && target.type !== "checkbox" && target.type !== "hidden");
  }
  return target.pressable === true && (key === "Enter" || key === " ");
}

const pressables = "button,a,summary,[role=tab],[role=radio],[role=switch]";

/** Whether keys pressed there belong to the element: text fields, menus and dialogs. */
export function belongsToElement(target: EventTarget | null, key: string): boolean {
  if (!(target instanceof Element)) return false;
  if (target.closest('[role="dialog"],[role="menu"]') !== null) return true;
  return ownsKey(
    {
      tag: target.tagName,
      ...(target instanceof HTMLInputElement ? { type: target.type } : {}),
      ...(target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement ? { readOnly: target.readOnly } : {}),
      expanded: target.getAttribute("aria-expanded") === "true",
      editable: target.closest('[contenteditable="true"]') !== null,
      pressable: target.closest(pressables) !== null,
    },
    key,
  );
}
