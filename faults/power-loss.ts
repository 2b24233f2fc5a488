import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Fault } from "./lib/fault.ts";

const statesACase = 1 / 10;
/** One state takes about half a second; without one for this long, something hangs. */
const silenceMs = 120_000;

/** Power loss on a recorded disk: what was acknowledged is there in every state that the fsyncs allow. */
export const powerLoss: Fault = {
  name: "power-loss",
  kills: false,
  async run({ folder, seed, cases, round, violate }) {
    const states = Math.max(5, Math.ceil(cases * statesACase));
    const child = spawn(process.execPath, [join(import.meta.dirname, "power-loss.child.ts"), folder, String(seed), String(states)], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    const timer = setTimeout(() => child.kill("SIGKILL"), silenceMs);
    let stderr = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      stderr += text;
    });
    const closed = once(child, "close");
    for await (const line of createInterface({ input: child.stdout })) {
      timer.refresh();
      const { type, text } = JSON.parse(line) as { type: string; text: string };
      if (type === "round") round();
      else violate(text);
    }
    const [code] = await closed;
    clearTimeout(timer);
    if (code !== 0) throw new Error(`the recording ended with ${code}: ${stderr}`);
  },
};
