import type { Command } from "../../../components/use-commands.ts";

export interface EnginePartContext {
  nextPart(): void;
}
export const enginePartCommands = {
  next: {
    id: "engines.part",
    keys: ["i"],
    label: "Next part of Engines",
    help: "All engines, two compared, win rates, why slow, or failures",
    run: ({ nextPart }) => nextPart(),
  },
} as const satisfies Record<string, Command<EnginePartContext>>;
export const enginePartList: readonly Command<EnginePartContext>[] = Object.values(enginePartCommands);
