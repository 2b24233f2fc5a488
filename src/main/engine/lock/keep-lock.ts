import { AssayError } from "../../../contract/index.ts";
import type { WorkspaceLock } from "./lock.ts";

const everyMs = 1000;

/**
 * Looks after a lock while its workspace is open: somebody may clear `.assay` away, and the lock with it. It is taken again; when
 * another process was quicker, `onChange` is told (with the error), and told once more (null) when the lock is this one's again.
 * @returns what ends it.
 */
export function keepLock(lock: WorkspaceLock, onChange: (lost: AssayError | null) => void): () => void {
  let isLost = false;
  let isLooking = false;
  const look = async () => {
    if (isLooking) return;
    isLooking = true;
    try {
      await lock.hold();
      if (isLost) onChange(null);
      isLost = false;
    } catch (thrown) {
      // Whatever else it is (a full disk, a folder that may not be written), nobody has taken the workspace.
      if (!isLost && thrown instanceof AssayError && thrown.code === "in_use") {
        isLost = true;
        onChange(lost(thrown));
      }
    } finally {
      isLooking = false;
    }
  };
  const timer = setInterval(() => void look(), everyMs);
  timer.unref();
  return () => clearInterval(timer);
}

function lost({ message, where }: AssayError): AssayError {
  return new AssayError("in_use", `${message} Its .assay was removed while this Assay had it open: nothing is written meanwhile.`, {
    fix: "Close one of the two; this one goes on by itself when the other has ended.",
    ...(where === undefined ? {} : { where }),
  });
}
