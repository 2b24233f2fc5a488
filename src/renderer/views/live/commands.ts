import type { Command } from "../../components/use-commands.ts";
import { togglePause } from "./paused.ts";

export const liveCommands = {
  pause: { id: "live.pause", keys: ["p"], label: "Pause or resume the view", run: togglePause },
} as const satisfies Record<string, Command>;

export const liveCommandList: readonly Command[] = Object.values(liveCommands);
