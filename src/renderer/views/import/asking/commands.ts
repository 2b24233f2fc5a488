import type { Command } from "../../../components/use-commands.ts";

/** What can be done with the file that waits for an answer and is open. */
export interface AskingContext {
  canImport: boolean;
  alikeCount: number;
  /** Whether records of earlier imports could be replaced. */
  canReplace: boolean;
  /** Whether a key pressed now is meant for the file: not while something else on the view has the focus. */
  isMeant(): boolean;
  importOne(): void;
  importAlike(): void;
  toggleReplace(): void;
  cancel(): void;
}

type AskingCommand = Command<AskingContext>;

export const askingCommands = {
  accept: {
    id: "import.accept",
    keys: ["Enter"],
    label: "Import",
    help: "Import the file that waits for an answer",
    when: ({ canImport }) => canImport,
    run: ({ importOne, isMeant }, event) => {
      if (event === undefined || isMeant()) importOne();
    },
  },
  acceptAlike: {
    id: "import.acceptAlike",
    keys: ["shift+Enter"],
    label: "Import all files like this",
    help: "Import all files like the one that waits for an answer",
    when: ({ canImport, alikeCount }) => canImport && alikeCount > 1,
    run: ({ importAlike, isMeant }, event) => {
      if (event === undefined || isMeant()) importAlike();
    },
  },
  replace: {
    id: "import.replace",
    keys: ["r"],
    label: "Replace earlier records",
    help: "Replace records that another mapping made, or leave them",
    when: ({ canReplace }) => canReplace,
    run: ({ toggleReplace, isMeant }, event) => {
      if (event === undefined || isMeant()) toggleReplace();
    },
  },
  cancel: {
    id: "import.cancel",
    keys: ["Escape"],
    label: "Cancel",
    help: "Drop the file that waits for an answer",
    run: ({ cancel, isMeant }, event) => {
      if (event === undefined || isMeant()) cancel();
    },
  },
} as const satisfies Record<string, AskingCommand>;

export const askingCommandList: readonly AskingCommand[] = Object.values(askingCommands);
