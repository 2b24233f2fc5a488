import { formatLogLine, type Log } from "../engine/index.ts";

/** The shell's log: warnings and errors on stderr, one JSON object a line. The engine's full log is in the workspace. */
export const stderrLog: Log = (level, event, fields) => {
  if (level === "warn" || level === "error") process.stderr.write(formatLogLine(level, event, fields));
};
