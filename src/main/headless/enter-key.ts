import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";

/**
 * Calls `pressed` for every line that is typed in the terminal while this process is in its foreground; a process in the
 * background that reads its terminal would be stopped by it.
 * @param isInForeground asked at the start and whenever the process is continued.
 * @returns what ends the listening.
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

/** Whether the terminal's foreground is this process's group; true where that cannot be known. */
function ownsTerminal(): boolean {
  if (process.platform !== "linux") return true;
  try {
    // After the name in brackets: state, parent, group, session, terminal, the terminal's foreground group.
    const fields = readFileSync("/proc/self/stat", "latin1").split(") ").at(-1)?.split(" ") ?? [];
    return fields[2] === fields[5];
  } catch {
    return true;
  }
}
