import { isAbsolute, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { AssayError } from "../../contract/index.ts";

/** What a start of Assay, or the system, asks to open. Absolute paths; nothing has been looked at yet. */
export interface OpenRequest {
  /** A folder that is to be a workspace, created if it is missing. */
  workspace: string | null;
  /** Files to import, and folders that are workspaces. */
  paths: string[];
}

/** Linux allows 4096 bytes, Windows 32 767 letters. */
const maxPathLength = 32_767;
const maxPaths = 10_000;

/**
 * Reads a command line: `--workspace DIR` or `--workspace=DIR`, paths and file: addresses. Other switches are Chromium's.
 * @param argv with the program first. @param cwd folder that relative paths start from.
 * @param skipsApp whether the first path names the app, as after `electron .`.
 * @throws AssayError invalid_argument when `--workspace` names no folder.
 */
export function parseArguments(argv: readonly string[], cwd: string, skipsApp: boolean): OpenRequest {
  let workspace: string | null = null;
  let skips = skipsApp ? 1 : 0;
  const paths: string[] = [];
  for (let at = 1; at < argv.length; at += 1) {
    const argument = argv[at] ?? "";
    if (argument === "--workspace" || argument.startsWith("--workspace=")) {
      const named: string = argument === "--workspace" ? (argv[++at] ?? "") : argument.slice("--workspace=".length);
      if (named === "" || named.startsWith("--")) {
        throw new AssayError("invalid_argument", "--workspace needs a folder.", { fix: "Write --workspace DIR." });
      }
      workspace ??= resolve(cwd, named);
    } else if (argument !== "" && !argument.startsWith("-") && skips-- <= 0) {
      const path = toPath(argument, cwd);
      if (path !== null && paths.length < maxPaths) paths.push(path);
    }
  }
  return { workspace, paths };
}

/**
 * Checks what another process of this user sent along with its start. Chromium reorders the command line of a second start, so that
 * `--workspace DIR` comes apart; a start therefore sends its request, read by itself.
 * @returns null when it is no request.
 */
export function checkRequest(value: unknown): OpenRequest | null {
  if (typeof value !== "object" || value === null) return null;
  const { workspace, paths } = value as Partial<Record<keyof OpenRequest, unknown>>;
  if (workspace !== null && !isPath(workspace)) return null;
  if (!Array.isArray(paths) || paths.length > maxPaths || !paths.every(isPath)) return null;
  return { workspace, paths: [...paths] };
}

function isPath(value: unknown): value is string {
  return typeof value === "string" && value.length <= maxPathLength && isAbsolute(value) && !value.includes("\0");
}

/** Desktop files on Linux hand over addresses. */
function toPath(argument: string, cwd: string): string | null {
  try {
    const path = /^file:/i.test(argument) ? fileURLToPath(argument) : resolve(cwd, argument);
    return isPath(path) ? path : null;
  } catch {
    return null;
  }
}
