import type { Command } from "../../components/use-commands.ts";
import { readViewState, useViewState, writeViewState } from "../../state/view-state.ts";

/** View-state name: whether texts that look like Markdown are drawn as such, in every view. */
const rendered = "review.rendered";

export const useRendered = (): [boolean, (next: boolean) => void] => useViewState(rendered, true);

/** Switches between rendered and raw text. */
export const renderedCommand: Command<unknown> = {
  id: "review.rendered",
  keys: ["m"],
  label: "Rendered",
  help: "Show texts rendered or raw",
  run: () => writeViewState({ [rendered]: !readViewState(rendered, true) }),
};
