import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { Context, PartResult } from "./part.ts";

/** Runs one part in its own process. Always returns a result, even if the part crashes. */
export async function runPart(name: string, context: Context): Promise<PartResult> {
  const child = fork(join(import.meta.dirname, "../part.ts"), { stdio: ["ignore", 2, 2, "ipc"] });
  let answer: { result?: PartResult; failed?: string } = {};
  child.on("message", (message) => {
    answer = message as typeof answer;
  });
  child.send({ name, context });
  const [code, signal] = await once(child, "close");
  return (
    answer.result ?? { rows: [{ work: `part ${name}`, unit: "", failed: answer.failed ?? `its process ended with ${code ?? signal}` }] }
  );
}
