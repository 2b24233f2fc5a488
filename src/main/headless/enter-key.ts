import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";

/**
 * Calls `pressed` for every line typed in the terminal while this process is in the foreground; a background process that reads its
 * terminal is stopped by the system.
 * @param isInForeground called at the start and on every SIGCONT.
 * @returns a function that stops listening.
 */
export function onEnterKey(stdin: NodeJS.ReadableStream, pressed: () => void, isInForeground = ownsTerminal): () => void {
  if (!("isTTY" in stdin) || stdin.isTTY !== true) return () => {};
  const lines = createInterface({ input: stdin, terminal: false });
  const follow = () => (isInForeground() ? lines.resume() : lines.pause());
  lines.on("line", pressed);
  stdin.on("error", () => {});
  process.on("SIGCONT", follow);
  follow();
  return () => {
    process.off("SIGCONT", follow);
    lines.close();
    stdin.pause();
  };
}

/** Whether this process group is in the terminal's foreground; true where that is unknown. */
function ownsTerminal(): boolean {
  if (process.platform !== "linux") return true;
  try {
    // Fields after the name in brackets: state, parent, group, session, terminal, foreground group.
    const fields = readFileSync("/proc/self/stat", "latin1").split(") ").at(-1)?.split(" ") ?? [];
    return fields[2] === fields[5];
  } catch {
    return true;
  }
}
