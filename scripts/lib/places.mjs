import { accessSync, constants, existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** Paths in the project. Plain Node 20: these scripts run before anything is installed. */
export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
export const inRoot = (...parts) => join(root, ...parts);
export const cliPath = inRoot("out", "headless", "cli.js");

/** The pinned Node 24, or this Node if it is new enough. @throws an Error that says what to run. */
export function node24() {
  const pinned = inRoot("node_modules", "node", "bin", process.platform === "win32" ? "node.exe" : "node");
  if (existsSync(pinned)) return pinned;
  if (isNode24()) return process.execPath;
  throw new Error("The pinned Node 24 is missing from node_modules/node: its install script did not run. Run: npm rebuild node");
}

export function isNode24() {
  return Number(process.versions.node.split(".")[0]) >= 24;
}

export function isProgram(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Scripts of the packages' commands, to run with the pinned Node. */
export const tools = {
  biome: () => inRoot("node_modules", "@biomejs", "biome", "bin", "biome"),
  electronVite: () => inRoot("node_modules", "electron-vite", "bin", "electron-vite.js"),
  installElectron: () => inRoot("node_modules", "electron", "install.js"),
  playwright: () => inRoot("node_modules", "@playwright", "test", "cli.js"),
  tsc: () => inRoot("node_modules", "typescript", "bin", "tsc"),
  vite: () => inRoot("node_modules", "vite", "bin", "vite.js"),
  vitest: () => inRoot("node_modules", "vitest", "vitest.mjs"),
};
