import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { errnoOf } from "../files/io-error.ts";

/**
 * Pids are reused, so a process is identified by its pid together with its start time. Start times are opaque texts, compared
 * only for equality.
 */

export type Liveness = { alive: false } | { alive: true; start: string | null };

/** Whether a process runs on this machine, and when it started (null where the system does not tell). */
export async function getLiveness(pid: number): Promise<Liveness> {
  try {
    process.kill(pid, 0);
  } catch (thrown) {
    // EPERM: it exists but belongs to another user.
    if (errnoOf(thrown) !== "EPERM") return { alive: false };
  }
  if (process.platform === "linux") return getLinuxLiveness(pid);
  if (process.platform === "darwin") return getMacLiveness(pid);
  return { alive: true, start: null };
}

/** The start is in ticks since boot, so the boot's id is part of it: ticks repeat after a restart. */
async function getLinuxLiveness(pid: number): Promise<Liveness> {
  const stat = await readFile(`/proc/${pid}/stat`, "latin1").catch(() => null);
  if (stat === null) return { alive: true, start: null };
  // The program's name, in brackets, may contain anything, so the fields are those after the last bracket.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const [state] = fields;
  // A zombie has ended and holds no files.
  if (state === "Z" || state === "X") return { alive: false };
  const boot = await readFile("/proc/sys/kernel/random/boot_id", "latin1").catch(() => "");
  const ticks = fields[19];
  return { alive: true, start: ticks === undefined ? null : `${boot.trim()}:${ticks}` };
}

async function getMacLiveness(pid: number): Promise<Liveness> {
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
