import { formatCommand } from "../engine/index.ts";

/**
 * Formats the command that restarts the web host, in the form in which it was started.
 * @param workspacePath absolute.
 * @param port the requested port; undefined for any.
 */
export function formatStartCommand(
  workspacePath: string,
  port: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
): string {
  const program = env.npm_lifecycle_event === "start" ? "npm start --" : formatCommand("serve");
  return [program, "--workspace", quote(workspacePath), ...(port === undefined ? [] : ["--port", port])].join(" ");
}

/** Quotes for a POSIX shell if needed; Windows paths without spaces stay unquoted. */
function quote(text: string): string {
  return /^[\w@%+=:,./\\~-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
