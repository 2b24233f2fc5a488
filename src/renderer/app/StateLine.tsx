import { useStore } from "zustand";
import { useSnapshot } from "../state/live.ts";
import { transport } from "../transport/index.ts";
import css from "./Rail.module.css";
import { describeState } from "./state-words.ts";

/** Connection and index in one line at the foot of the rail. */
export function StateLine() {
  const connection = useStore(transport.connection, (now) => now.state);
  const index = useSnapshot((snapshot) => snapshot.index);
  const imports = useSnapshot((snapshot) => snapshot.importTotals.unfinished) ?? 0;
  const behind = useSnapshot((snapshot) => snapshot.alerts.some(({ code }) => code === "index_behind")) ?? false;
  const { tone, text } = describeState(connection, index, imports, behind);
  return (
    <div className={css.state} role="status" aria-label="State">
      <span className={css.dot} data-tone={tone} aria-hidden />
      <span title={text}>{text}</span>
    </div>
  );
}
