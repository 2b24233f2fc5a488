import { spawnSync } from "node:child_process";
import { describe, it } from "vitest";
import { isNativeInstalled } from "../models/native.ts";
import { hasSharedData } from "./shared-data.ts";

type Run = () => void | Promise<void>;

/** `it` and `describe` for tests that need something of the machine. Where it is missing they are skipped, and their name says why. */
interface Needing {
  it(name: string, run: Run, timeoutMs?: number): void;
  describe(name: string, run: Run): void;
}

function needing(has: boolean, reason: string): Needing {
  if (has) return { it, describe };
  return {
    it: (name, run, timeoutMs) => it.skip(`${name} (skipped: ${reason})`, run, timeoutMs),
    describe: (name, run) => describe.skip(`${name} (skipped: ${reason})`, run),
  };
}

const isRoot = process.getuid?.() === 0;
const isPosix = process.platform !== "win32";

/** No test skips by itself: scripts/test.mjs lists what was skipped by these reasons. */
export const needs = {
  posix: needing(isPosix, "needs the links, pipes and permissions of POSIX"),
  linux: needing(process.platform === "linux", "needs Linux and its /proc"),
  processStart: needing(process.platform === "linux" || process.platform === "darwin", "needs the start time of a process"),
  root: needing(isRoot, "needs root"),
  notRoot: needing(isPosix && !isRoot, "root may read every file"),
  otherUser: needing(!isRoot || spawnSync("setpriv", ["--version"]).status === 0, "as root, needs setpriv to become another user"),
  sharedData: needing(hasSharedData, "no ../shared/data"),
  native: needing(isNativeInstalled(), "onnxruntime-node is not installed"),
  noNative: needing(!isNativeInstalled(), "onnxruntime-node is installed"),
};
