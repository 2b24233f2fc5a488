import { candidateLetter } from "../../components/format.ts";
import type { Command } from "../../components/use-commands.ts";

/** The keys while a ranking is made. They go before those of the view. */
export interface RankContext {
  add(position: number): void;
  tie(): void;
  takeBack(): void;
  save(): void;
  close(): void;
}
type RankCommand = Command<RankContext>;

export const rankCommands = {
  tie: { id: "rank.tie", keys: ["="], label: "Tie", help: "The next is equal to the one before", run: ({ tie }) => tie() },
  takeBack: {
    id: "rank.takeBack",
    keys: ["Backspace"],
    label: "Take back",
    help: "Takes back the last",
    run: ({ takeBack }) => takeBack(),
  },
  save: { id: "rank.save", keys: ["Enter"], label: "Save ranking", run: ({ save }) => save() },
  close: { id: "rank.close", keys: ["Escape"], label: "Close", run: ({ close }) => close() },
} as const satisfies Record<string, RankCommand>;

const letters: readonly RankCommand[] = Array.from({ length: 26 }, (_, position) => ({
  id: `rank.letter.${position}`,
  keys: [candidateLetter(position).toLowerCase(), ...(position < 9 ? [String(position + 1)] : [])],
  help: "Next best candidate",
  run: ({ add }) => add(position),
}));

export const rankCommandList: readonly RankCommand[] = [...Object.values(rankCommands), ...letters];
