import type { Command } from "../../../components/use-commands.ts";
import { historyCommands, moveKeys } from "../../../review/commands.ts";

export interface DuplicatesContext {
  move(by: 1 | -1): void;
  /** Which member of the cluster is kept, from 0. */
  keep(index: number): void;
  keepNext(by: 1 | -1): void;
  removeOthers(): void;
  undo(): void;
  redo(): void;
}

type DuplicatesCommand = Command<DuplicatesContext>;
const [nextCluster, previousCluster] = [[moveKeys.nextLetter], [moveKeys.previousLetter]];

export const duplicatesCommands = {
  next: { id: "duplicates.next", keys: nextCluster, help: "Next cluster", repeats: true, run: ({ move }) => move(1) },
  previous: { id: "duplicates.previous", keys: previousCluster, help: "Previous cluster", repeats: true, run: ({ move }) => move(-1) },
  keepNext: {
    id: "duplicates.keepNext",
    keys: ["n"],
    label: "Keep another",
    help: "Keep the next sample of the cluster",
    run: ({ keepNext }) => keepNext(1),
  },
  keepPrevious: {
    id: "duplicates.keepPrevious",
    keys: ["p"],
    help: "Keep the previous sample of the cluster",
    run: ({ keepNext }) => keepNext(-1),
  },
  removeOthers: {
    id: "duplicates.removeOthers",
    keys: ["d"],
    label: "Remove the others from dataset",
    run: ({ removeOthers }) => removeOthers(),
  },
} as const satisfies Record<string, DuplicatesCommand>;

export const duplicatesCommandList: readonly DuplicatesCommand[] = [
  ...Object.values(duplicatesCommands),
  { ...historyCommands.undo, run: ({ undo }) => undo() },
  { ...historyCommands.redo, run: ({ redo }) => redo() },
];
