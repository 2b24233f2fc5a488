import { useEffect, useRef, useSyncExternalStore } from "react";
import { findKey, isComposing, matchesKey } from "./key-match.ts";
import { belongsToElement } from "./key-target.ts";

/** What a key does, in words. A shortcut without `run` is handled by the element that has the focus, by means of `isPressed`. */
export interface Shortcut {
  readonly id: string;
  /** "j", "?", "ArrowDown", "mod+z", "shift+a"; "g 1" is a sequence. The first is the one that buttons print. */
  readonly keys: readonly string[];
  /** What buttons, the palette and menus call it. A movement has none and is on the `?` page alone. */
  readonly label?: string;
  /** Its line on the `?` page, when that is not the label. Shortcuts with the same help share a line. */
  readonly help?: string;
}

/** One thing that a person can do by key, button or palette. `Context` is what the view hands to `run`. */
export interface Command<in Context = void> extends Shortcut {
  /** Whether it can be run now; absent means always. */
  readonly when?: (context: Context) => boolean;
  /** @param event absent when a button or the palette ran it. */
  readonly run: (context: Context, event?: KeyboardEvent) => void;
  /** Runs repeatedly while the key is held down. */
  readonly repeats?: boolean;
}

/** Whether the press is one of the shortcut's keys, on any keyboard layout. */
export function isPressed({ keys }: Shortcut, event: Parameters<typeof matchesKey>[1]): boolean {
  return keys.some((key) => matchesKey(key, event));
}

/** A command with the context it would run in now. */
export interface ActiveCommand {
  readonly command: Shortcut;
  readonly isEnabled: () => boolean;
  readonly run: (event?: KeyboardEvent) => void;
}

/** The commands of one mounted view; the last one mounted wins a key. */
interface Layer {
  active: () => readonly (ActiveCommand & { repeats: boolean })[];
  claimsDigits: boolean;
  /** The shell's own: views win over it. */
  isShell: boolean;
  /** Works while somebody types and above dialogs, too. */
  everywhere: boolean;
}

const layers: Layer[] = [];
const listeners = new Set<() => void>();
/** Called when which commands there are, or which of them can be run, may have changed. */
const contextListeners = new Set<() => void>();
function announceContext() {
  for (const listener of contextListeners) listener();
}

/** @returns a function that removes the listener. */
export function subscribeToCommands(listener: () => void): () => void {
  contextListeners.add(listener);
  return () => contextListeners.delete(listener);
}
let listening = false;

/** How long after its first key a sequence may be finished. */
const sequenceMs = 1500;
let started = { key: "", untilMs: 0 };

function onKeyDown(event: KeyboardEvent) {
  if (event.defaultPrevented || isComposing(event)) return;
  if (press(bindings(true), event)) return;
  if (belongsToElement(event.target, event.key) || isDialogOpen()) return;
  const bound = bindings(false);
  if (event.timeStamp < started.untilMs) {
    const prefix = `${started.key} `;
    const rest = bound
      .filter(({ key }) => key.startsWith(prefix))
      .map((binding) => ({ ...binding, key: binding.key.slice(prefix.length) }));
    if (press(rest, event)) {
      started.untilMs = 0;
      return;
    }
  }
  const plain = bound.filter(({ key }) => !key.includes(" "));
  const firsts = bound.flatMap(({ key }) => (key.includes(" ") ? [key.slice(0, key.indexOf(" "))] : []));
  const starts = firsts.map((key) => ({
    key,
    repeats: true,
    run: () => {
      started = { key, untilMs: event.timeStamp + sequenceMs };
    },
  }));
  press([...plain, ...starts], event);
}

/** Whether a dialog lies over the view; its commands wait then. */
export function isDialogOpen(): boolean {
  return document.querySelector('[aria-modal="true"]') !== null;
}

interface Binding {
  key: string;
  repeats: boolean;
  run: (event: KeyboardEvent) => void;
}

/** Every key that is bound now, innermost layer first. */
function bindings(everywhere: boolean): Binding[] {
  return layers
    .filter((layer) => layer.everywhere === everywhere)
    .reverse()
    .flatMap((layer) => layer.active().filter(({ isEnabled }) => isEnabled()))
    .flatMap(({ command, repeats, run }) => command.keys.map((key) => ({ key, repeats, run })));
}

/** Runs the first binding of the key. In all layers the printed key is tried before the physical one. */
function press(bound: readonly Binding[], event: KeyboardEvent): boolean {
  const names = bound.map(({ key }) => key);
  const name = findKey(names, event);
  const binding = name === undefined ? undefined : bound[names.indexOf(name)];
  if (binding === undefined) return false;
  event.preventDefault();
  if (binding.repeats || !event.repeat) binding.run(event);
  return true;
}

function addLayer(layer: Layer) {
  // The shell's keys come last, whatever mounts when.
  if (layer.isShell) layers.unshift(layer);
  else layers.push(layer);
  if (!listening) {
    window.addEventListener("keydown", onKeyDown);
    listening = true;
  }
  const announce = () => {
    for (const listener of listeners) listener();
    announceContext();
  };
  announce();
  return () => {
    layers.splice(layers.indexOf(layer), 1);
    announce();
  };
}

/**
 * Binds a view's commands while it is mounted. Ignored while somebody types in a field or a dialog is open, unless `everywhere`.
 * @param context passed to `when` and `run`; always the one of the latest render.
 */
export function useCommands<Context>(
  commands: readonly Command<Context>[],
  context: Context,
  { isShell = false, everywhere = false }: { isShell?: boolean; everywhere?: boolean } = {},
): void {
  const newest = useRef(context);
  useEffect(() => {
    newest.current = context;
    announceContext();
  });
  useEffect(() => {
    const active = commands.map((command) => ({
      command,
      repeats: command.repeats === true,
      isEnabled: () => command.when?.(newest.current) ?? true,
      run: (event?: KeyboardEvent) => command.run(newest.current, event),
    }));
    const claimsDigits = commands.some(({ keys }) => keys.some((key) => /^[1-8]$/.test(key)));
    return addLayer({ active: () => active, claimsDigits, isShell, everywhere });
  }, [commands, isShell, everywhere]);
}

/** The commands of the mounted views, innermost first. */
export function viewCommands(): ActiveCommand[] {
  return [...layers]
    .filter(({ isShell }) => !isShell)
    .reverse()
    .flatMap((layer) => layer.active());
}

/** Those that can be run now. */
export function activeCommands(): ActiveCommand[] {
  return viewCommands().filter(({ isEnabled }) => isEnabled());
}

/** Whether the current view uses number keys itself; the shell's own are then behind "g". */
export function useDigitsClaimed(): boolean {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => layers.some((layer) => layer.claimsDigits && !layer.isShell),
  );
}

/**
 * Keeps key presses that belong to an input method from every handler of the page, this program's and the components': Escape drops a
 * candidate there, Enter takes one, and neither may close or save what is being written. The text itself arrives as input events.
 * Call it once, before anything else listens.
 */
export function ignoreKeysWhileComposing(target: Window): void {
  target.addEventListener(
    "keydown",
    (event) => {
      if (isComposing(event)) event.stopImmediatePropagation();
    },
    { capture: true },
  );
}
