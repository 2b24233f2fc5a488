import { useViewState } from "../../state/view-state.ts";

export interface Draft {
  input: string;
  output: string;
}

/** The sample being edited, "" when none. */
export const editingName = "samples.editing";

/** What was typed over a sample and is not saved yet; kept through navigation and restart. */
export function useDraft(ref: string) {
  const [drafts, setDrafts] = useViewState<Record<string, Draft>>("samples.drafts", {});
  return {
    draft: drafts[ref],
    setDraft: (draft: Draft) => setDrafts((before) => ({ ...before, [ref]: draft })),
    dropDraft: () => setDrafts(({ [ref]: _gone, ...rest }) => rest),
  };
}
