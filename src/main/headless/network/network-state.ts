import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import type { NetworkToken } from "../../../contract/index.ts";
import { ioError } from "../../engine/index.ts";
import { writePrivateFile } from "../private-file.ts";
import { workspaceStatePath } from "../state-path.ts";

/**
 * Whether the network door of a workspace is open, and where. Kept in the state folder, by the workspace's path: a workspace may be a stranger's, and
 * must not open a door.
 */
export interface NetworkState {
  on: boolean;
  /** 0: none yet. */
  port: number;
}

const folder = "network";

/** Without a readable file: off. */
export async function readNetworkState(stateDir: string, workspacePath: string): Promise<NetworkState> {
  try {
    const { version, on, port } = JSON.parse(await readFile(await statePath(stateDir, workspacePath), "utf8")) as Record<string, unknown>;
    if (version !== 1 || typeof on !== "boolean" || !Number.isInteger(port)) return off;
    return (port as number) >= 0 && (port as number) <= 65_535 ? { on, port: port as number } : off;
  } catch {
    return off;
  }
}

const off: NetworkState = { on: false, port: 0 };

/** @throws AssayError io, permission, disk_full. */
export async function writeNetworkState(stateDir: string, workspacePath: string, state: NetworkState): Promise<void> {
  const path = await statePath(stateDir, workspacePath);
  await write(path, `${JSON.stringify({ version: 1, workspace: workspacePath, ...state })}\n`);
}

/** The token of a workspace's door, in a file of its own that only this user can read; made on first use. @throws AssayError io, permission, disk_full. */
export async function readNetworkToken(stateDir: string, workspacePath: string): Promise<NetworkToken> {
  const path = await tokenPath(stateDir, workspacePath);
  const token = await readFile(path, "utf8").catch(() => "");
  return isToken(token.trim()) ? { token: token.trim(), path } : makeNetworkToken(stateDir, workspacePath);
}

/** Replaces the token. @throws as `readNetworkToken`. */
export async function makeNetworkToken(stateDir: string, workspacePath: string): Promise<NetworkToken> {
  const path = await tokenPath(stateDir, workspacePath);
  const token = randomBytes(32).toString("base64url");
  await write(path, `${token}\n`);
  return { token, path };
}

const isToken = (text: string) => /^[A-Za-z0-9_-]{32,200}$/.test(text);
const statePath = (stateDir: string, workspacePath: string) => workspaceStatePath(stateDir, folder, workspacePath, ".json");
const tokenPath = (stateDir: string, workspacePath: string) => workspaceStatePath(stateDir, folder, workspacePath, ".token");

async function write(path: string, text: string): Promise<void> {
  await writePrivateFile(path, text).catch((thrown) => {
    throw ioError(thrown, path);
  });
}
