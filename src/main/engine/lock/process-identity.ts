import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { errnoOf } from "../files/io-error.ts";

/**
 * A pid alone does not name a process: pids are used again. Together with when the process started, it does.
 * Start times are opaque texts, compared only for equality.
 */

export type Liveness = { alive: false } | { alive: true; start: string | null };

/** Whether a process runs on this machine, and when it started where the system says so (null where not). */
export async function livenessOf(pid: number): Promise<Liveness> {
  try {
    process.kill(pid, 0);
  } catch (thrown) {
    // EPERM: it is there and belongs to somebody else.
    if (errnoOf(thrown) !== "EPERM") return { alive: false };
  }
  if (process.platform === "linux") return linux(pid);
  if (process.platform === "darwin") return mac(pid);
  return { alive: true, start: null };
}

/** The boot's id and the start in ticks since that boot, since ticks alone come again after a restart. */
async function linux(pid: number): Promise<Liveness> {
  const stat = await readFile(`/proc/${pid}/stat`, "latin1").catch(() => null);
  if (stat === null) return { alive: true, start: null };
  // The program's name, in brackets, may hold anything; what follows the last bracket is plain.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const [state] = fields;
  // A zombie has ended and holds nothing any more.
  if (state === "Z" || state === "X") return { alive: false };
  const boot = await readFile("/proc/sys/kernel/random/boot_id", "latin1").catch(() => "");
  const ticks = fields[19];
  return { alive: true, start: ticks === undefined ? null : `${boot.trim()}:${ticks}` };
}

async function mac(pid: number): Promise<Liveness> {
  try {
    const { stdout } = await promisify(execFile)("/bin/ps", ["-o", "stat=,lstart=", "-p", String(pid)], {
      env: { LC_ALL: "C", TZ: "UTC" },
    });
    const [state = "", ...start] = stdout.trim().split(/\s+/);
    if (state.startsWith("Z")) return { alive: false };
    return { alive: true, start: start.length > 0 ? start.join(" ") : null };
  } catch {
    return { alive: true, start: null };
  }
}
