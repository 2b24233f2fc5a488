import { useViewState } from "../../../state/view-state.ts";
import { usePartScope } from "./use-part-scope.ts";
import { whyNames } from "./view-names.ts";

/** Whose executions are looked at, when: what Why slow and Failures have in common. */
export function useWhyScope() {
  const part = usePartScope();
  const [engine, setEngine] = useViewState<string | null>(whyNames.engine, null);
  const asked = { ...part.scope, ...(engine === null ? {} : { engine }) };
  return { part, engine, setEngine, asked, isAsked: part.table.data !== undefined && !part.backwards };
}
