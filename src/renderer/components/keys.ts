import { useEffect, useRef, useSyncExternalStore } from "react";
import { findKey, isComposing } from "./key-match.ts";
import { belongsToElement } from "./key-target.ts";

/** What happens on a key. Names: "j", "?", "ArrowDown", "mod+z", "mod+shift+z", "shift+x", "alt+ArrowUp". */
export type KeyMap = Record<string, (event: KeyboardEvent) => void>;

interface Layer {
  map: () => KeyMap;
  digits: boolean;
  shell: boolean;
  /** The second half of a sequence of keys: while this says so, its keys go before every other. */
  first: () => boolean;
  sequence: boolean;
  everywhere: boolean;
}

const layers: Layer[] = [];
/** Keys that work while somebody types and above dialogs, too. */
const everywhere: Layer[] = [];
const listeners = new Set<() => void>();
let listening = false;

function onKeyDown(event: KeyboardEvent) {
  if (event.defaultPrevented || isComposing(event)) return;
  if (press(everywhere, event)) return;
  if (belongsToElement(event.target, event.key)) return;
  if (document.querySelector('[aria-modal="true"]') !== null) return;
  const ordered = [...layers].reverse();
  press([...ordered.filter((layer) => layer.first()), ...ordered.filter((layer) => !layer.sequence)], event);
}

/** Runs the key of the innermost layer. What is printed on the key is looked for in all of them before what its place stands for. */
function press(among: readonly Layer[], event: KeyboardEvent): boolean {
  const maps = among.map((layer) => layer.map());
  const name = findKey(
    maps.flatMap((map) => Object.keys(map)),
    event,
  );
  const act = name === undefined ? undefined : maps.find((map) => Object.hasOwn(map, name))?.[name];
  if (act === undefined) return false;
  event.preventDefault();
  act(event);
  return true;
}

function addLayer(layer: Layer) {
  const home = layer.everywhere ? everywhere : layers;
  // The shell's keys come last, whatever mounts when.
  if (layer.shell) home.unshift(layer);
  else home.push(layer);
  if (!listening) {
    window.addEventListener("keydown", onKeyDown);
    listening = true;
  }
  for (const listener of listeners) listener();
  return () => {
    home.splice(home.indexOf(layer), 1);
    for (const listener of listeners) listener();
  };
}

/**
 * Keys of a view, for as long as it is mounted. Ignored while somebody types in a field or a dialog is open, unless `everywhere`.
 * Innermost wins: a view's keys go before the shell's.
 */
export function useKeys(
  map: KeyMap,
  options: { enabled?: boolean; shell?: boolean; first?: () => boolean; everywhere?: boolean } = {},
): void {
  const { enabled = true, shell = false, first, everywhere: always = false } = options;
  const newest = useRef({ map, first });
  const sequence = first !== undefined;
  const digits = Object.keys(map).some((name) => /^[1-8]$/.test(name));
  useEffect(() => {
    newest.current = { map, first };
  });
  useEffect(() => {
    if (!enabled) return;
    return addLayer({
      map: () => newest.current.map,
      digits,
      shell,
      sequence,
      everywhere: always,
      first: () => newest.current.first?.() === true,
    });
  }, [enabled, digits, shell, sequence, always]);
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
