import { useEffect } from "react";
import { createStore, useStore } from "zustand";
import { type EngineStyle, toEngineStyle, unknownStyle } from "./engine-style.ts";
import { useHostQuery } from "./queries.ts";

type Styles = ReadonlyMap<string, EngineStyle>;

const store = createStore<{ styles: Styles }>(() => ({ styles: new Map() }));

/** How every engine of the workspace looks. */
export const useEngineStyles = (): Styles => useStore(store, ({ styles }) => styles);

/** How one engine looks; grey until it is known. */
export const useEngineStyle = (engineId: string): EngineStyle => useStore(store, ({ styles }) => styles.get(engineId) ?? unknownStyle);

/** New engines come seldom, and their number is asked of all records. */
const calmMs = 2_000;

/** Keeps the styles up to date; used once, by the shell. */
export function useKeepEngineStyles(): void {
  const { data } = useHostQuery("engines.names", {}, { follows: "executions", calmMs });
  useEffect(() => {
    if (data !== undefined) store.setState({ styles: new Map(data.map((engine) => [engine.engineId, toEngineStyle(engine)])) });
  }, [data]);
}
