import { useStore } from "zustand";
import { formatPercent } from "../components/format.ts";
import { useSnapshot } from "../state/live.ts";
import { transport } from "../transport/index.ts";
import css from "./Rail.module.css";

/** Connection and index in one line at the foot of the rail. */
export function StateLine() {
  const connection = useStore(transport.connection, (now) => now.state);
  const index = useSnapshot((snapshot) => snapshot.index);
  const imports = useSnapshot((snapshot) => snapshot.importTotals.unfinished) ?? 0;
  const behind = useSnapshot((snapshot) => snapshot.alerts.some(({ code }) => code === "index_behind")) ?? false;
  const { tone, text } = describe(connection, index, imports, behind);
  return (
    <div className={css.state} role="status" aria-label="State">
      <span className={css.dot} data-tone={tone} aria-hidden />
      <span title={text}>{text}</span>
    </div>
  );
}

function describe(
  connection: string,
  index: { state: string; doneBytes: number; totalBytes: number } | undefined,
  imports: number,
  behind: boolean,
) {
  if (connection !== "open") return { tone: "bad", text: "Disconnected" };
  if (index === undefined) return { tone: "busy", text: "Connected" };
  if (index.state === "failed") return { tone: "bad", text: "Index failed" };
  if (behind) return { tone: "bad", text: "Decisions saved, index behind" };
  const share = index.totalBytes === 0 ? 1 : index.doneBytes / index.totalBytes;
  if (index.state === "rebuilding") return { tone: "busy", text: `Rebuilding index, ${formatPercent(share, 0)}` };
  if (imports > 0) return { tone: "busy", text: imports === 1 ? "Importing 1 file" : `Importing ${imports} files` };
  // A flush leaves the index behind for a moment; a word that comes and goes with every flush says nothing.
  if (index.state === "catching_up" && index.totalBytes - index.doneBytes > 1_000_000) return { tone: "busy", text: "Index catching up" };
  return { tone: "good", text: "Connected, index ready" };
}
