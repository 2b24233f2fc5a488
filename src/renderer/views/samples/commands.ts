import type { Tier } from "../../../contract/index.ts";
import type { Command } from "../../components/use-commands.ts";
import { historyCommands, moveKeys, searchCommand } from "../../review/commands.ts";
import { renderedCommand } from "../../review/rendered/rendered.ts";
import type { SamplesState } from "./use-samples.ts";

export type SampleContext = SamplesState & { focusSearch(): void };
type SampleCommand = Command<SampleContext>;

const changeTo = (tier: Tier, key: string, label: string): SampleCommand => ({
  id: `samples.${tier}`,
  keys: [key],
  label,
  help: `Change tier to ${tier}`,
  run: ({ tier: change }) => change(tier),
});

export const tierCommands: Readonly<Record<Tier, SampleCommand>> = {
  gold: changeTo("gold", "1", "Gold"),
  silver: changeTo("silver", "2", "Silver"),
  bronze: changeTo("bronze", "3", "Bronze"),
};

export const sampleCommands = {
  edit: { id: "samples.edit", keys: ["e"], label: "Edit", help: "Edit input and output", run: ({ edit }) => edit() },
  remove: { id: "samples.remove", keys: ["d"], label: "Remove from dataset", run: ({ demote }) => demote() },
  comparison: {
    id: "samples.comparison",
    keys: ["c"],
    label: "Comparison",
    help: "Go to source comparison",
    run: ({ toComparison }) => toComparison(),
  },
  rendered: renderedCommand,
  next: {
    id: "samples.next",
    keys: [moveKeys.nextLetter, moveKeys.nextArrow],
    help: "Next sample",
    repeats: true,
    run: ({ move }) => move(1),
  },
  previous: {
    id: "samples.previous",
    keys: [moveKeys.previousLetter, moveKeys.previousArrow],
    help: "Previous sample",
    repeats: true,
    run: ({ move }) => move(-1),
  },
  search: searchCommand,
  ...historyCommands,
} as const satisfies Record<string, SampleCommand>;

export const sampleCommandList: readonly SampleCommand[] = [...Object.values(tierCommands), ...Object.values(sampleCommands)];

export interface PartContext {
  toPart(by: 1 | -1): void;
}
export const partCommands = {
  next: { id: "samples.part", keys: ["v"], label: "Next part of the dataset", run: ({ toPart }) => toPart(1) },
} as const satisfies Record<string, Command<PartContext>>;
export const partCommandList: readonly Command<PartContext>[] = Object.values(partCommands);
