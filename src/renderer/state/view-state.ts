import { useCallback, useState } from "react";
import { createStore, useStore } from "zustand";
import { transport } from "../transport/index.ts";
import { fitsInitial, parseViewState, serialiseViewState } from "./view-state-json.ts";

/** What the screen remembers: filters, sort, selection, theme. Kept by the host, so that it survives a restart. */
const store = createStore<{ values: Record<string, unknown> }>(() => ({ values: {} }));

const saveDelayMs = 400;
let timer: ReturnType<typeof setTimeout> | undefined;
/** Keys that this window changed and has not written: other windows share the rest. */
let unwritten = new Set<string>();

/** Loads the remembered state. Never fails: without an answer the screen starts with its defaults. */
export async function loadViewState(): Promise<void> {
  clearTimeout(timer);
  timer = undefined;
  unwritten = new Set();
  const answer = await transport.call("viewState.get", {});
  store.setState({ values: answer.ok ? parseViewState(answer.value.json) : {} });
}

/** Saves unwritten changes; called before the window closes and before another workspace opens. */
export async function saveViewState(): Promise<void> {
  if (timer === undefined) return;
  clearTimeout(timer);
  timer = undefined;
  const { values } = store.getState();
  const json = serialiseViewState(Object.fromEntries([...unwritten].map((key) => [key, values[key]])));
  unwritten = new Set();
  await transport.call("viewState.set", { json });
}

export function readViewState<T>(key: string, initial: T): T {
  const stored = store.getState().values[key];
  return fitsInitial(stored, initial) ? (stored as T) : initial;
}

/** All that is remembered, as it is stored. */
export function readAllViewState(): Readonly<Record<string, unknown>> {
  return store.getState().values;
}

/** Calls `listener` after each change. */
export function subscribeToViewState(listener: () => void): void {
  store.subscribe(listener);
}

export function writeViewState(set: Record<string, unknown>): void {
  store.setState((state) => ({ values: { ...state.values, ...set } }));
  for (const key of Object.keys(set)) unwritten.add(key);
  clearTimeout(timer);
  timer = setTimeout(() => void saveViewState(), saveDelayMs);
}

/** Like `useState`, but under a name that outlives the component, the window and the program. */
export function useViewState<T>(key: string, initial: T): [T, (next: T | ((previous: T) => T)) => void] {
  const [first] = useState(() => initial);
  const stored = useStore(store, (state) => state.values[key]);
  const value = fitsInitial(stored, first) ? (stored as T) : first;
  const set = useCallback(
    (next: T | ((previous: T) => T)) => {
      const previous = readViewState(key, first);
      writeViewState({ [key]: typeof next === "function" ? (next as (previous: T) => T)(previous) : next });
    },
    [key, first],
  );
  return [value, set];
}
