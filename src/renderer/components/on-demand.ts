import { type ComponentType, createElement, lazy, useState } from "react";

/** A part of the screen could not be fetched. A browser does not fetch such a module again; only loading the page anew does. */
export class PartNotLoaded extends Error {}

/** A component whose code is fetched when it is first rendered, or asked for earlier. */
export type OnDemand = ComponentType & {
  /** Fetches the code. Rejects as `load` of `onDemand` does. */
  load(): Promise<void>;
};

/**
 * A component whose code is fetched when it is first rendered; it suspends until then. One whose code is there does not: React shows a fallback for 300 ms
 * at least, also where it would be needed for a moment only.
 * @param load fetches the code. Where it rejects, rendering throws `PartNotLoaded`, which `ErrorBoundary` explains.
 */
export function onDemand(load: () => Promise<ComponentType>): OnDemand {
  let loaded: ComponentType | null = null;
  const fetched = async (): Promise<ComponentType> => {
    loaded ??= await load();
    return loaded;
  };
  const Suspending = lazy(async () => {
    try {
      return { default: await fetched() };
    } catch (cause) {
      throw new PartNotLoaded("A part of the screen could not be loaded.", { cause });
    }
  });
  function Part() {
    // For as long as it is mounted: another one would begin anew.
    const [Chosen] = useState<ComponentType>(() => loaded ?? Suspending);
    return createElement(Chosen);
  }
  return Object.assign(Part, { load: async () => void (await fetched()) });
}
