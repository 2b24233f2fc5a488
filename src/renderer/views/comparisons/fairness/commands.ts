import type { Command } from "../../../components/use-commands.ts";

export interface PartContext {
  nextPart(): void;
}
export const partCommands = {
  next: {
    id: "comparisons.part",
    keys: ["i"],
    label: "Review or fairness",
    help: "Review, or how fairly it is done",
    run: ({ nextPart }) => nextPart(),
  },
} as const satisfies Record<string, Command<PartContext>>;
export const partCommandList: readonly Command<PartContext>[] = Object.values(partCommands);

export interface FairnessContext {
  /** null: there are no other thresholds to save. */
  saveThresholds: (() => void) | null;
  showDisagreements: (() => void) | null;
}
export const fairnessCommands = {
  thresholds: {
    id: "fairness.thresholds",
    keys: ["u"],
    label: "Use these thresholds",
    help: "Save the tier thresholds that people's decisions suggest",
    when: ({ saveThresholds }) => saveThresholds !== null,
    run: ({ saveThresholds }) => saveThresholds?.(),
  },
  disagreements: {
    id: "fairness.disagreements",
    keys: ["z"],
    label: "Show disagreements",
    help: "Comparisons decided otherwise than recorded",
    when: ({ showDisagreements }) => showDisagreements !== null,
    run: ({ showDisagreements }) => showDisagreements?.(),
  },
} as const satisfies Record<string, Command<FairnessContext>>;
export const fairnessCommandList: readonly Command<FairnessContext>[] = Object.values(fairnessCommands);
