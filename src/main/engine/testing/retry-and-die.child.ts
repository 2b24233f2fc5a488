import { appendFileSync } from "node:fs";
import { silentLog } from "../base/log.ts";
import { openWorkspace } from "../workspace/open-workspace.ts";
import { importWorkerUrl, partsOf } from "./open-temporary.ts";

// Retries every rejected line of a workspace and kills itself at that point of the first batch, as a power cut would.
const point = process.argv[3];
const die = (): Promise<never> => {
  process.kill(process.pid, "SIGKILL");
  return new Promise(() => {});
};
const workspace = await openWorkspace({ path: process.argv[2] ?? "", importWorkerUrl, log: silentLog });
const { channels, quarantine } = partsOf(workspace);
const events = channels.get("events");
if (events === undefined) throw new Error("The channel events is switched off.");
const { journal } = events;
if (point === "promised") events.commit = die;
if (point === "half appended")
  events.commit = ({ parts }) => {
    const bytes = Buffer.concat(parts);
    appendFileSync(journal.path, bytes.subarray(0, Math.floor(bytes.length * 0.6)));
    return die();
  };
const mark = quarantine.mark.bind(quarantine);
if (point === "appended") quarantine.mark = (what) => (what.mark === "record" ? die() : mark(what));
if (point === "marked") quarantine.mark = (what) => (what.mark === "record" ? mark(what).then(die) : mark(what));
await workspace.quarantine.retry({ scope: { all: true } });
process.stdout.write("not killed\n");
await workspace.close();
