/**
 * The command that starts the web host again, as the person who started it would type it.
 * @param workspacePath absolute.
 * @param port the port that was asked for; undefined when any would do.
 */
export function formatStartCommand(
  workspacePath: string,
  port: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
): string {
  const program =
    env.npm_lifecycle_event === "start"
      ? "npm start --"
      : env.npm_lifecycle_event === "assay"
        ? "npm run --silent assay -- serve"
        : "assay serve";
  return [program, "--workspace", quote(workspacePath), ...(port === undefined ? [] : ["--port", port])].join(" ");
}

/** Quoted for a POSIX shell where it must be; Windows paths without spaces stay as they are. */
function quote(text: string): string {
  return /^[\w@%+=:,./\\~-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
