import { readViewState, writeViewState } from "../state/view-state.ts";
import type { Listed } from "./standing.ts";

/**
 * Which entry was last seen in the list of which filter. A decision can take an entry out of its list ("not yet reviewed"); it may still be
 * corrected then. An entry that the filter never showed may not be decided by a key.
 * @param name view-state name under which it survives a restart.
 */
export function createListed(name: string): Listed {
  const initial = { key: "", filter: "" };
  const read = () => readViewState(name, initial);
  return {
    note: (key, filter) => {
      const { key: lastKey, filter: lastFilter } = read();
      if (key !== lastKey || filter !== lastFilter) writeViewState({ [name]: { key, filter } });
    },
    wasIn: (key, filter) => {
      const last = read();
      return last.key === key && last.filter === filter;
    },
  };
}
