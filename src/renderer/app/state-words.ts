import { formatNoun, formatPercent } from "../components/format.ts";

/** Connection and index in a few words. @param behind whether decisions are saved that the index does not have. */
export function describeState(
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
  if (imports > 0) return { tone: "busy", text: `Importing ${formatNoun(imports, "file")}` };
  // Every flush leaves the index briefly behind; a text that flickers with each flush is noise.
  if (index.state === "catching_up" && index.totalBytes - index.doneBytes > 1_000_000) return { tone: "busy", text: "Index catching up" };
  return { tone: "good", text: "Connected, index ready" };
}
