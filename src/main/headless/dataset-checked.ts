import { AssayError } from "../../contract/index.ts";
import type { Workspace } from "../engine/index.ts";
import type { CommandContext } from "./command.ts";

const lookMs = 200;

/**
 * Checks the whole dataset, with progress on a terminal; a signal cancels it.
 * @throws AssayError cancelled; io … what the check failed with.
 */
export async function checkDataset({ output, stop }: CommandContext, { dataset }: Workspace, similarity?: number) {
  const cancel = () => void dataset.cancel();
  stop.addEventListener("abort", cancel, { once: true });
  let settled = false;
  const show = async () => {
    if (!settled) output.progress(`${Math.floor(100 * (await dataset.report()).progress)}%`);
  };
  const look = setInterval(() => void show(), lookMs);
  try {
    await dataset.check(similarity === undefined ? {} : { similarity });
    if (stop.aborted) cancel();
    await dataset.settled();
  } finally {
    settled = true;
    clearInterval(look);
    stop.removeEventListener("abort", cancel);
    output.progress("");
  }
  const report = await dataset.report();
  if (report.state === "failed") throw new AssayError("io", `The dataset could not be checked: ${report.error}`);
  if (report.state !== "done") throw new AssayError("cancelled", "The check was cancelled.");
  return report;
}
