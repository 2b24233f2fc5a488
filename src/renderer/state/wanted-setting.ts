import { createStore, useStore } from "zustand";
import { navigate } from "./navigation.ts";

/** The setting whose field the Settings view should go to once it is there; null when nobody asked. */
const store = createStore<{ path: string | null }>(() => ({ path: null }));

/** Goes to one field of the Settings view. @param path dotted key, such as models.max_bytes. */
export function goToSetting(path: string): void {
  store.setState({ path });
  navigate("settings");
}

export const useWantedSetting = (): string | null => useStore(store, (state) => state.path);
export const settingReached = (): void => store.setState({ path: null });
