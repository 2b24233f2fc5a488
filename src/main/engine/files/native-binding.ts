import { createRequire } from "node:module";
import { AssayError } from "../../../contract/index.ts";

/** The calls used of fs-native-extensions. All throw errors with a `code`. */
export interface NativeBinding {
  /** EAGAIN: another handle holds the range. */
  tryLock(fd: number, offset: number, length: number, isExclusive: boolean): void;
  unlock(fd: number, offset: number, length: number): void;
  /** Each path then leads to what the other led to. At once on Linux and macOS, where the file system can (else EINVAL); in three steps on Windows. */
  swapSync(from: string, to: string): void;
}

const packageName = "fs-native-extensions";

let loaded: NativeBinding | AssayError | undefined;

/** The binary is loaded by its path: the package's own loader takes 10 ms to find the same file. @returns why there is none. */
export function loadBinding(): NativeBinding | AssayError {
  if (loaded) return loaded;
  const { platform, arch } = process;
  try {
    loaded = createRequire(import.meta.url)(`${packageName}/prebuilds/${platform}-${arch}/${packageName}.node`) as NativeBinding;
  } catch (cause) {
    loaded = new AssayError("unavailable", `File locks are not available on ${platform}-${arch}, and this file may have other writers.`, {
      fix: "Open the folder as a workspace instead: a workspace has one owner by its own lock.",
      cause,
    });
  }
  return loaded;
}
