import type { Tier } from "../../../contract/index.ts";
import { listMoves } from "../../components/commands.ts";
import { candidateLetter } from "../../components/format.ts";
import type { Command } from "../../components/use-commands.ts";
import { historyCommands, moveKeys, searchCommand } from "../../review/commands.ts";
import { renderedCommand } from "../../review/rendered/rendered.ts";
import { readViewState, writeViewState } from "../../state/view-state.ts";
import { layoutCommands } from "./layout/commands.ts";
import type { ComparisonDecisions } from "./use-comparison-decisions.ts";
import type { Navigation } from "./use-navigation.ts";

export type ComparisonContext = Navigation & ComparisonDecisions & { focusSearch(): void };
/** View-state name: whether a long query is shown in full. */
export const queryUnfolded = "comparisons.queryUnfolded";

type ComparisonCommand = Command<ComparisonContext>;

const promote = (tier: Tier, key: string, label: string): ComparisonCommand => ({
  id: `comparisons.${tier}`,
  keys: [key],
  label,
  help: `Promote focused candidate to ${tier}`,
  run: ({ onFocused }) => onFocused({ type: "promote", tier }),
});

/** With the focus inside a text that scrolls, an arrow key scrolls that text. */
const arrow =
  (by: 1 | -1) =>
  ({ move }: ComparisonContext, event?: KeyboardEvent) => {
    const region = scrollsByItself(event?.target ?? null);
    if (region !== null) region.scrollBy({ top: by * 48 });
    else move(by);
  };

/** With the focus inside code, a table or a formula that is wider than its column, an arrow key scrolls that. */
const sideways =
  (by: 1 | -1) =>
  ({ moveFocus }: ComparisonContext, event?: KeyboardEvent) => {
    const box = event?.target instanceof Element ? event.target.closest("[data-scrolls-sideways]") : null;
    if (box !== null && box.scrollWidth > box.clientWidth) box.scrollBy({ left: by * 48 });
    else moveFocus(by);
  };

export const comparisonCommands = {
  gold: promote("gold", "1", "Gold"),
  silver: promote("silver", "2", "Silver"),
  bronze: promote("bronze", "3", "Bronze"),
  reject: {
    id: "comparisons.reject",
    keys: ["x"],
    label: "Reject",
    help: "Reject focused candidate",
    run: ({ onFocused }) => onFocused({ type: "reject" }),
  },
  clear: {
    id: "comparisons.clear",
    keys: ["0"],
    label: "Clear",
    help: "Clear decision on focused candidate",
    run: ({ onFocused }) => onFocused({ type: "clear" }),
  },
  winner: {
    id: "comparisons.winner",
    keys: ["w"],
    label: "Winner",
    help: "Set focused candidate as winner",
    run: ({ onFocused }) => onFocused({ type: "set_winner" }),
  },
  tie: { id: "comparisons.tie", keys: ["t"], label: "Tie", help: "Mark as a tie", run: ({ onWhole }) => onWhole("tie") },
  allBad: {
    id: "comparisons.allBad",
    keys: ["b"],
    label: "All bad",
    help: "Mark every candidate as bad",
    run: ({ onWhole }) => onWhole("both_bad"),
  },
  skip: { id: "comparisons.skip", keys: ["s"], label: "Skip", help: "Skip to next comparison", run: ({ onWhole }) => onWhole("skip") },
  note: { id: "comparisons.note", keys: ["n"], label: "Note", help: "Write a note", run: ({ writeNote }) => writeNote() },
  finish: {
    id: "comparisons.finish",
    keys: ["Enter"],
    label: "Done",
    help: "Done with this comparison, go to the next",
    run: ({ finish }) => finish(),
  },
  flag: { id: "comparisons.flag", keys: ["f"], label: "Flag", help: "Mark for a second look", run: ({ toggleFlag }) => toggleFlag() },
  rank: { id: "comparisons.rank", keys: ["r"], label: "Rank", help: "Rank the candidates", run: ({ open }) => open("rank") },
  edit: {
    id: "comparisons.edit",
    keys: ["e"],
    label: "Correct",
    help: "Correct focused candidate's answer and promote it",
    run: ({ open }) => open("correct"),
  },
  marks: { id: "comparisons.marks", keys: ["c"], label: "Reasons and tags", run: ({ open }) => open("marks") },
  sample: {
    id: "comparisons.sample",
    keys: ["o"],
    label: "Sample",
    help: "Go to the sample of the focused candidate, or else the first of the comparison",
    run: ({ toSample }) => toSample(),
  },
  next: { id: "comparisons.next", keys: [moveKeys.nextLetter], help: "Next comparison", repeats: true, run: ({ move }) => move(1) },
  nextArrow: { id: "comparisons.nextArrow", keys: [moveKeys.nextArrow], help: "Next comparison", repeats: true, run: arrow(1) },
  previous: {
    id: "comparisons.previous",
    keys: [moveKeys.previousLetter],
    help: "Previous comparison",
    repeats: true,
    run: ({ move }) => move(-1),
  },
  previousArrow: {
    id: "comparisons.previousArrow",
    keys: [moveKeys.previousArrow],
    help: "Previous comparison",
    repeats: true,
    run: arrow(-1),
  },
  nextCandidate: {
    id: "comparisons.nextCandidate",
    keys: ["l", "ArrowRight"],
    help: "Next candidate",
    repeats: true,
    run: sideways(1),
  },
  previousCandidate: {
    id: "comparisons.previousCandidate",
    keys: ["h", "ArrowLeft"],
    help: "Previous candidate",
    repeats: true,
    run: sideways(-1),
  },
  scrollDown: {
    id: "comparisons.scrollDown",
    keys: listMoves.nextPage.keys,
    help: "Scroll focused candidate",
    repeats: true,
    run: () => scrollFocusedCandidate(1),
  },
  scrollUp: {
    id: "comparisons.scrollUp",
    keys: listMoves.previousPage.keys,
    help: "Scroll focused candidate",
    repeats: true,
    run: () => scrollFocusedCandidate(-1),
  },
  query: {
    id: "comparisons.query",
    keys: ["q"],
    label: "Show or fold query",
    run: () => writeViewState({ [queryUnfolded]: !readViewState(queryUnfolded, false) }),
  },
  rendered: renderedCommand,
  autoAdvance: {
    id: "comparisons.autoAdvance",
    keys: ["a"],
    label: "Auto-advance",
    help: "Go to the next comparison at each decision, on or off",
    run: ({ toggleAutoAdvance }) => toggleAutoAdvance(),
  },
  ...layoutCommands,
  search: searchCommand,
  ...historyCommands,
} as const satisfies Record<string, ComparisonCommand>;

/** Shift and a candidate's letter, for A to Z; pressed again it goes on to AA, BA and back. */
export const candidateCommands: readonly ComparisonCommand[] = Array.from({ length: 26 }, (_, position) => ({
  id: `comparisons.candidate.${position}`,
  keys: [`shift+${candidateLetter(position).toLowerCase()}`],
  help: "Go to candidate A … Z; again: AA, BA …",
  repeats: true,
  run: ({ focusLetter }) => focusLetter(position),
}));

export const comparisonCommandList: readonly ComparisonCommand[] = [...Object.values(comparisonCommands), ...candidateCommands];

/** Where the text of the candidate that has the focus scrolls. */
const focusedText = "[data-focused-candidate] [data-scrolls]";

/** Scrolls the focused candidate's text by most of a page, so that a line or two stay in sight. */
function scrollFocusedCandidate(by: 1 | -1): void {
  const text = document.querySelector(focusedText);
  text?.scrollBy({ top: by * text.clientHeight * 0.85 });
}

/** The scrolling region a key press belongs to, when the keyboard's focus is inside one that has more than fits. */
function scrollsByItself(target: EventTarget | null): Element | null {
  const region = target instanceof Element ? target.closest("[data-scrolls]") : null;
  return region !== null && region.scrollHeight > region.clientHeight ? region : null;
}
