import { useEffect, useRef, useSyncExternalStore } from "react";
import { type KeyPress, matchesKey } from "./key-match.ts";

/** What happens on a key. Names: "j", "?", "ArrowDown", "mod+z", "mod+shift+z", "shift+x", "alt+ArrowUp". */
export type KeyMap = Record<string, (event: KeyboardEvent) => void>;

interface Layer {
  map: () => KeyMap;
  digits: boolean;
  shell: boolean;
  /** The second half of a sequence of keys: while this says so, its keys go before every other. */
  first: () => boolean;
  sequence: boolean;
}

const layers: Layer[] = [];
const listeners = new Set<() => void>();
let listening = false;

const textInputs = /^(text|search|number|email|password|url|tel|date|time|datetime-local|month|week|color|file)$/;

/** Whether keys pressed there belong to the element: text fields, menus and dialogs. */
function belongsToElement(target: EventTarget | null, key: string): boolean {
  if (!(target instanceof Element)) return false;
  if (target.closest('[role="dialog"],[role="menu"],[contenteditable="true"]') !== null) return true;
  if (target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement) return true;
  if (target instanceof HTMLInputElement) {
    if (textInputs.test(target.type)) return true;
    if (key.startsWith("Arrow") || key === " ") return true;
  }
  return (key === "Enter" || key === " ") && target.closest("button,a,summary,[role=tab],[role=radio],[role=switch]") !== null;
}

function onKeyDown(event: KeyboardEvent) {
  if (event.defaultPrevented || event.isComposing || belongsToElement(event.target, event.key)) return;
  if (document.querySelector('[aria-modal="true"]') !== null) return;
  const ordered = [...layers].reverse();
  const eligible = [...ordered.filter((layer) => layer.first()), ...ordered.filter((layer) => !layer.sequence)];
  for (const layer of eligible) {
    for (const [name, act] of Object.entries(layer.map())) {
      if (!matchesKey(name, event as KeyPress)) continue;
      event.preventDefault();
      act(event);
      return;
    }
  }
}

function addLayer(layer: Layer) {
  // The shell's keys come last, whatever mounts when.
  if (layer.shell) layers.unshift(layer);
  else layers.push(layer);
  if (!listening) {
    window.addEventListener("keydown", onKeyDown);
    listening = true;
  }
  for (const listener of listeners) listener();
  return () => {
    layers.splice(layers.indexOf(layer), 1);
    for (const listener of listeners) listener();
  };
}

/**
 * Keys of a view, for as long as it is mounted. Ignored while somebody types in a field or a dialog is open.
 * Innermost wins: a view's keys go before the shell's.
 */
export function useKeys(map: KeyMap, options: { enabled?: boolean; shell?: boolean; first?: () => boolean } = {}): void {
  const { enabled = true, shell = false, first } = options;
  const newest = useRef({ map, first });
  const sequence = first !== undefined;
  const digits = Object.keys(map).some((name) => /^[1-8]$/.test(name));
  useEffect(() => {
    newest.current = { map, first };
  });
  useEffect(() => {
    if (!enabled) return;
    return addLayer({ map: () => newest.current.map, digits, shell, sequence, first: () => newest.current.first?.() === true });
  }, [enabled, digits, shell, sequence]);
}

/** Whether the current view uses number keys itself; the shell's own are then behind "g". */
export function useDigitsClaimed(): boolean {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => layers.some((layer) => layer.digits && !layer.shell),
  );
}
