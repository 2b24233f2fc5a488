import { formatLogLine, type Log } from "../engine/index.ts";

/** The shell's own log: warnings and errors, one JSON line each, on stderr. The engine keeps the full log in the workspace. */
export const stderrLog: Log = (level, event, fields) => {
  if (level === "warn" || level === "error") process.stderr.write(formatLogLine(level, event, fields));
};
