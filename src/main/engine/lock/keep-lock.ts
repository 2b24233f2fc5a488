import { AssayError } from "../../../contract/index.ts";
import type { WorkspaceLock } from "./lock.ts";

const checkEveryMs = 1000;

/**
 * Checks a lock while its workspace is open: somebody may delete `.assay`, and the lock with it. It is then taken again. If
 * another process was faster, `onChange` is called with the error, and with null once the lock is ours again.
 * @returns a function that ends the checks.
 */
export function keepLock(lock: WorkspaceLock, onChange: (lost: AssayError | null) => void): () => void {
  let isLost = false;
  let isChecking = false;
  const check = async () => {
    if (isChecking) return;
    isChecking = true;
    try {
      await lock.hold();
      if (isLost) onChange(null);
      isLost = false;
    } catch (thrown) {
      // Any other error (a full disk, a read-only folder) does not mean that somebody has taken the workspace.
      if (!isLost && thrown instanceof AssayError && thrown.code === "in_use") {
        isLost = true;
        onChange(toLostError(thrown));
      }
    } finally {
      isChecking = false;
    }
  };
  const timer = setInterval(() => void check(), checkEveryMs);
  timer.unref();
  return () => clearInterval(timer);
}

function toLostError({ message, where }: AssayError): AssayError {
  return new AssayError("in_use", `${message} Its .assay was removed while this Assay had it open: nothing is written meanwhile.`, {
    fix: "Close one of the two; this one goes on by itself when the other has ended.",
    ...(where === undefined ? {} : { where }),
  });
}
