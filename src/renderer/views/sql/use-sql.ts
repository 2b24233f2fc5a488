import { createStore, useStore } from "zustand";
import type { ErrorValue, SqlAnswer } from "../../../contract/index.ts";
import { readViewState, writeViewState } from "../../state/view-state.ts";
import { transport } from "../../transport/index.ts";

/** The question that runs or was answered last; it stays while other views are looked at. */
interface Asked {
  /** What was asked; null before the first question. */
  sql: string | null;
  isRunning: boolean;
  answer: SqlAnswer | null;
  error: ErrorValue | null;
}

const store = createStore<Asked>(() => ({ sql: null, isRunning: false, answer: null, error: null }));
let running: AbortController | null = null;

export const useAsked = (): Asked => useStore(store);

const maxHistory = 50;

/** Asks; an earlier question that still runs is stopped. */
export async function runSql(sql: string): Promise<void> {
  running?.abort();
  const stop = new AbortController();
  running = stop;
  const before = readViewState<string[]>("sql.history", []);
  writeViewState({ "sql.history": [sql, ...before.filter((one) => one !== sql)].slice(0, maxHistory) });
  store.setState({ sql, isRunning: true, error: null });
  const result = await transport.call("sql.run", { sql }, stop.signal);
  if (running !== stop) return;
  running = null;
  if (result.ok) store.setState({ isRunning: false, answer: result.value });
  else store.setState({ isRunning: false, error: result.error, answer: null });
}

export function stopSql(): void {
  if (running === null) return;
  running.abort();
  running = null;
  store.setState({ isRunning: false, answer: null, error: { code: "cancelled", message: "The query was stopped." } });
}
