import { type RefObject, useEffect } from "react";
import type { ExecutionRow } from "../../../contract/index.ts";
import { useKeys } from "../../components/keys.ts";
import { nextIndex } from "../../components/list-keys.ts";
import { reportDone, reportFailure } from "../../state/notify.ts";
import { ask, prefetch } from "../../state/queries.ts";

interface ExecutionKeys {
  rows: readonly ExecutionRow[];
  selected: number | null;
  open: boolean;
  select(row: ExecutionRow): void;
  show(row: ExecutionRow): void;
  close(): void;
  search: RefObject<HTMLDivElement | null>;
  /** Whether the focus is in the open record, where arrows scroll it. */
  reading: boolean;
}

/** The keys of the view wherever the focus is; the list handles the same ones itself while it has the focus. */
export function useExecutionKeys({ rows, selected, open, select, show, close, search, reading }: ExecutionKeys): void {
  const at = rows.findIndex((row) => row.offset === selected);
  const move = (key: string) => () => {
    const row = rows[nextIndex(key, at, rows.length, 10) ?? -1];
    if (row !== undefined) select(row);
  };
  useKeys({
    j: move("j"),
    k: move("k"),
    Enter: () => {
      const row = rows[at];
      if (row !== undefined) show(row);
    },
    Escape: () => {
      if (open) close();
    },
    "/": () => search.current?.querySelector("input")?.focus(),
    c: () => {
      if (selected !== null) void copyRaw(selected);
    },
  });
  useKeys({ ArrowDown: move("ArrowDown"), ArrowUp: move("ArrowUp") }, { enabled: !reading });
  useEffect(() => {
    if (!open) return;
    for (const near of [rows[at + 1], rows[at - 1]]) if (near !== undefined) prefetch("executions.get", { offset: near.offset });
  }, [open, rows, at]);
}

async function copyRaw(offset: number): Promise<void> {
  const record = await ask("executions.get", { offset });
  if (!record.ok) {
    reportFailure(record.error);
    return;
  }
  try {
    await navigator.clipboard.writeText(record.value.raw);
    reportDone(record.value.cut ? "The beginning of the line is copied; the whole one is in the file." : "The raw line is copied.");
  } catch {
    reportFailure({
      code: "unavailable",
      message: "The clipboard could not be reached.",
      fix: "Open the raw line, select it and copy it with the keyboard.",
    });
  }
}
