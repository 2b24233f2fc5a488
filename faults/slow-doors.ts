import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import type { Fault, FaultContext } from "./lib/fault.ts";
import { seen } from "./lib/files.ts";
import { slowDisk } from "./lib/hindered.ts";
import { type Door, openDoor } from "./lib/network-door.ts";
import { checkNumbered, getDurable, makeLine, numberedBytes, numberedFile, pour } from "./lib/numbered.ts";
import { verified } from "./lib/verify.ts";

const fsyncMs = 100;
const mib = 1024 * 1024;
/** What a client, the socket, and the owner's command may hold: more than that, and nobody holds the producer back. */
const maxInFlightBytes = 48 * mib;
const poured = Math.ceil((2 * maxInFlightBytes) / numberedBytes);
const linesABody = 2000;
const bodies = 24;
const followedLines = 20_000;

/** Slow fsyncs behind each door: the local one holds its client back, the network one answers late or 429, and following takes its time. Nothing is lost. */
export const slowDoors: Fault = {
  name: "slow-doors",
  kills: false,
  async run(context) {
    for (const work of [throughLocalDoor, throughNetworkDoor, following]) if (!context.late()) await work(context);
  },
};

async function throughLocalDoor(context: FaultContext): Promise<void> {
  const { assay, folder, violate, round } = context;
  const workspace = join(folder, "local");
  const owner = await openDoor(context, workspace, slowDisk(fsyncMs));
  const client = assay.start(["collect", "--workspace", workspace, "--kind", "engine_execution", "--acks"]);
  const inFlightBytes = (await pour(client, poured)) * numberedBytes;
  client.end();
  const ended = await client.ended;
  if (ended.code !== 0 || getDurable(client) !== poured)
    violate(`collect ends with ${ended.code} after ${getDurable(client)} of ${poured}: ${ended.stderr}`);
  if (inFlightBytes > maxInFlightBytes) violate(`${Math.round(inFlightBytes / mib)} MiB were taken by the local door and not on the disk`);
  await endOwner(context, owner);
  await checkNumbered(workspace, poured, violate);
  await verified(assay, workspace, violate);
  round();
}

/** All bodies at once; those answered 429 are sent again when they are told to. */
async function throughNetworkDoor(context: FaultContext): Promise<void> {
  const { assay, folder, violate, round } = context;
  const workspace = join(folder, "network");
  const owner = await openDoor(context, workspace, slowDisk(fsyncMs));
  const bodyOf = (body: number) => Array.from({ length: linesABody }, (_, i) => `${makeLine(body * linesABody + i)}\n`).join("");
  const send = async (body: number): Promise<void> => {
    for (;;) {
      const answer = await owner.post("/v1/records", bodyOf(body), "application/x-ndjson");
      if (answer?.status === 200) return;
      const seconds = Number(answer?.headers.get("retry-after"));
      if (answer?.status !== 429 || !(seconds > 0)) {
        violate(`a body is answered ${answer?.status} on a slow disk: ${await answer?.text()}`);
        return;
      }
      await wait(seconds * 1000);
    }
  };
  await Promise.all(Array.from({ length: bodies }, (_, body) => send(body)));
  await endOwner(context, owner);
  const { lines } = await seen(join(workspace, "output", "events.jsonl"));
  if (lines.length !== bodies * linesABody || new Set(lines).size !== lines.length)
    violate(
      `${bodies * linesABody} lines were answered to be on disk; ${lines.length} are there, ${new Set(lines).size} of them different`,
    );
  await verified(assay, workspace, violate);
  round();
}

async function following(context: FaultContext): Promise<void> {
  const { assay, folder, violate, round } = context;
  const workspace = join(folder, "followed");
  const source = await numberedFile(folder, followedLines);
  const { code, stderr } = await assay.run(["follow", source, "--workspace", workspace, "--once"], slowDisk(fsyncMs));
  if (code !== 0) violate(`following ends with ${code} on a slow disk: ${stderr}`);
  await checkNumbered(workspace, followedLines, violate);
  await verified(assay, workspace, violate);
  round();
}

async function endOwner({ violate }: FaultContext, { running }: Door): Promise<void> {
  const peakMb = Number(/VmHWM:\s+(\d+) kB/.exec(await readFile(`/proc/${running.pid}/status`, "utf8").catch(() => ""))?.[1] ?? 0) / 1024;
  if (peakMb > 900) violate(`the owner took ${Math.round(peakMb)} MiB of memory on a slow disk`);
  running.kill("SIGTERM");
  const ended = await running.ended;
  if (ended.code !== 0) violate(`the owner ends with ${ended.code} on a slow disk: ${ended.stderr}`);
}
