import { type ComponentType, lazy } from "react";

/** A part of the screen could not be fetched. A browser does not fetch such a module again; only loading the page anew does. */
export class PartNotLoaded extends Error {}

/**
 * A component whose code is fetched when it is first rendered; it suspends until then.
 * @param load fetches the code. Where it rejects, rendering throws `PartNotLoaded`, which `ErrorBoundary` explains.
 */
export function onDemand(load: () => Promise<ComponentType>): ComponentType {
  return lazy(async () => {
    try {
      return { default: await load() };
    } catch (cause) {
      throw new PartNotLoaded("A part of the screen could not be loaded.", { cause });
    }
  });
}
