import type { ExecutionRow } from "../../../contract/index.ts";
import { listMoves, nextIndex } from "../../components/commands.ts";
import type { Command } from "../../components/use-commands.ts";
import { renderedCommand } from "../../review/rendered/rendered.ts";
import { reportDone, reportFailure } from "../../state/notify.ts";
import { query } from "../../state/queries.ts";

export interface ExecutionContext {
  rows: readonly ExecutionRow[];
  /** The byte offset of the selected execution. */
  selected: number | null;
  isOpen: boolean;
  /** Whether the focus is in the open record, where arrows scroll it. */
  isReading: boolean;
  /** The byte offset of the execution that others are compared with. */
  marked: number | null;
  /** Two executions are shown side by side. */
  isComparing: boolean;
  mark(offset: number | null): void;
  compare(): void;
  select(row: ExecutionRow): void;
  open(row: ExecutionRow): void;
  close(): void;
  focusSearch(): void;
}

/** Rows that a page key moves while the list, which knows its height, does not have the focus. */
const pageRows = 10;
const help = { next: "Next execution", previous: "Previous execution" };

function moveBy(key: string) {
  return ({ rows, selected, select }: ExecutionContext) => {
    const at = rows.findIndex((row) => row.offset === selected);
    const row = rows[nextIndex(key, at, rows.length, pageRows) ?? -1];
    if (row !== undefined) select(row);
  };
}

const [nextArrow, nextLetter] = listMoves.next.keys;
const [previousArrow, previousLetter] = listMoves.previous.keys;

/** The keys of the view wherever the focus is; the list handles the same moves itself while it has the focus. */
export const executionCommands = {
  next: { id: "executions.next", keys: [nextLetter], help: help.next, repeats: true, run: moveBy(nextLetter) },
  nextArrow: {
    id: "executions.nextArrow",
    keys: [nextArrow],
    help: help.next,
    repeats: true,
    when: ({ isReading }) => !isReading,
    run: moveBy(nextArrow),
  },
  previous: { id: "executions.previous", keys: [previousLetter], help: help.previous, repeats: true, run: moveBy(previousLetter) },
  previousArrow: {
    id: "executions.previousArrow",
    keys: [previousArrow],
    help: help.previous,
    repeats: true,
    when: ({ isReading }) => !isReading,
    run: moveBy(previousArrow),
  },
  open: {
    id: "executions.open",
    keys: ["Enter"],
    label: "Open full record",
    when: ({ selected }) => selected !== null,
    run: ({ rows, selected, open }) => {
      const row = rows.find(({ offset }) => offset === selected);
      if (row !== undefined) open(row);
    },
  },
  copy: {
    id: "executions.copy",
    keys: ["c"],
    label: "Copy raw line",
    when: ({ selected }) => selected !== null,
    run: ({ selected }) => {
      if (selected !== null) void copyRaw(selected);
    },
  },
  mark: {
    id: "executions.mark",
    keys: ["x"],
    label: "Mark to compare",
    help: "Mark for comparing, or take the mark away",
    when: ({ selected }) => selected !== null,
    run: ({ selected, marked, mark }) => mark(selected === marked ? null : selected),
  },
  compare: {
    id: "executions.compare",
    keys: ["d"],
    label: "Compare with the marked one",
    when: ({ selected, marked, isComparing }) => !isComparing && selected !== null && marked !== null && selected !== marked,
    run: ({ compare }) => compare(),
  },
  search: { id: "executions.search", keys: ["/"], label: "Search executions", help: "Search", run: ({ focusSearch }) => focusSearch() },
  rendered: renderedCommand,
  close: {
    id: "executions.close",
    keys: ["Escape"],
    label: "Close record",
    when: ({ isOpen, isComparing }) => isOpen || isComparing,
    run: ({ close }) => close(),
  },
} as const satisfies Record<string, Command<ExecutionContext>>;

export const executionCommandList: readonly Command<ExecutionContext>[] = Object.values(executionCommands);

async function copyRaw(offset: number): Promise<void> {
  const record = await query("executions.get", { offset });
  if (!record.ok) {
    reportFailure(record.error);
    return;
  }
  try {
    await navigator.clipboard.writeText(record.value.raw);
    reportDone(record.value.cut ? "Copied the beginning of the line. The full line is in the file." : "Copied the raw line.");
  } catch {
    reportFailure({
      code: "unavailable",
      message: "The clipboard is not available.",
      fix: "Open the raw line, select it and copy it with the keyboard.",
    });
  }
}
