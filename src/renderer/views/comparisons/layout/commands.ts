import { candidateLetter } from "../../../components/format.ts";
import type { Command } from "../../../components/use-commands.ts";
import { placeNow } from "../../../review/place.ts";
import { say } from "../../../state/notify.ts";
import { maxColumns, maxPinned, minColumns } from "./slots.ts";
import { columnsWantedNow, differenceSwitch, gridSwitch, pinnedNow, scrollTogetherSwitch, setColumnsWanted, setPinned } from "./view.ts";

/** How the candidates are laid out. None of these decides anything. */
export const layoutCommands = {
  grid: {
    id: "comparisons.grid",
    keys: ["v"],
    label: "Grid",
    help: "Show candidates in columns or in a grid",
    run: () => gridSwitch.set(!gridSwitch.now()),
  },
  difference: {
    id: "comparisons.difference",
    keys: ["d"],
    label: "Difference",
    help: "Show where focused candidate and pinned or next one differ",
    run: () => differenceSwitch.set(!differenceSwitch.now()),
  },
  pin: {
    id: "comparisons.pin",
    keys: ["p"],
    label: "Pin",
    help: "Pin focused candidate, or unpin it",
    run: () => {
      const { key, position } = placeNow();
      if (key !== null) togglePin(key, position);
    },
  },
  scrollTogether: {
    id: "comparisons.scrollTogether",
    keys: ["y"],
    label: "Scroll together",
    help: "Scroll candidates together or apart",
    run: () => {
      const next = !scrollTogetherSwitch.now();
      scrollTogetherSwitch.set(next);
      say(next ? "Candidates scroll together." : "Candidates scroll apart.");
    },
  },
  moreColumns: { id: "comparisons.moreColumns", keys: ["+"], help: "More or fewer columns", run: () => changeColumns(1) },
  fewerColumns: { id: "comparisons.fewerColumns", keys: ["-"], help: "More or fewer columns", run: () => changeColumns(-1) },
} as const satisfies Record<string, Command<unknown>>;

/** Pins a candidate, or unpins it. The third one takes the place of the second. */
export function togglePin(key: string, position: number): void {
  const pinned = pinnedNow(key);
  const isPinned = pinned.includes(position);
  setPinned(key, isPinned ? pinned.filter((one) => one !== position) : [...pinned.slice(0, maxPinned - 1), position]);
  say(`${isPinned ? "Unpinned" : "Pinned"} candidate ${candidateLetter(position)}.`);
}

/** Asked for the first time, as many as are on screen are the start. */
function changeColumns(by: 1 | -1): void {
  const now = columnsWantedNow() || document.querySelectorAll("[data-column]").length;
  const next = Math.min(maxColumns, Math.max(minColumns, now + by));
  gridSwitch.set(false);
  setColumnsWanted(next);
  say(`${next} columns.`);
}
