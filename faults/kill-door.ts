import { join } from "node:path";
import type { Fault, FaultContext } from "./lib/fault.ts";
import { checkNumbered, getDurable, makeLine, pour } from "./lib/numbered.ts";
import { verified } from "./lib/verify.ts";
import { serve } from "./lib/web.ts";

const linesARound = 4000;
const roundsAWorkspace = 10;

/**
 * kill -9 of a client that collects into a workspace that another process has open, or of that owner. What was acknowledged is there once and in order;
 * the owner goes on serving others; a client whose owner has died says how many lines were acknowledged, and the next owner takes the rest. One whose owner
 * ends in order goes on by itself, also when it is killed meanwhile.
 */
export const killDoor: Fault = {
  name: "kill-door",
  kills: true,
  async run(context) {
    const { random, folder, rounds, late, violate, assay } = context;
    let there = 0;
    for (let round = 0; round < rounds && !late(); round++) {
      if (round % roundsAWorkspace === 0) there = 0;
      const workspace = join(folder, `w${Math.floor(round / roundsAWorkspace)}`);
      const acked = await random.pick([killClient, killOwner, endOwner])(context, workspace, there);
      there = await checkNumbered(workspace, acked, violate);
      await verified(assay, workspace, violate);
      context.round();
    }
  },
};

const collecting = (workspace: string) => ["collect", "--workspace", workspace, "--kind", "engine_execution", "--acks"];

/** An owner, and a client in the middle of its lines, some of them acknowledged. */
async function startBoth({ assay, random }: FaultContext, workspace: string, from: number) {
  const owner = await serve(assay, workspace);
  const client = assay.start(collecting(workspace));
  const poured = pour(client, linesARound, from);
  const wanted = random.between(1, linesARound);
  await client.until(() => getDurable(client) >= wanted, 60_000);
  return { owner, client, poured };
}

/** @returns how many lines must be there. */
async function killClient(context: FaultContext, workspace: string, from: number): Promise<number> {
  const { assay, violate } = context;
  const { owner, client, poured } = await startBoth(context, workspace, from);
  client.kill("SIGKILL");
  await client.ended;
  await poured;
  const acked = getDurable(client);
  // Nobody is blocked: another client is answered at once, and its line comes after.
  const stats = await assay.run(["stats", "--workspace", workspace, "--json"]);
  if (stats.code !== 0) violate(`after a client was killed, stats ends with ${stats.code}: ${stats.stderr}`);
  const count = (JSON.parse(stats.stdout) as { overall: { count: number } }).overall.count;
  if (count < from + acked) violate(`${from + acked} lines were acknowledged, and stats counts ${count}`);
  owner.running.kill("SIGTERM");
  const ended = await owner.running.ended;
  if (ended.code !== 0) violate(`the owner ends with ${ended.code} after a client was killed: ${ended.stderr}`);
  return from + acked;
}

/** @returns how many lines must be there. */
async function killOwner(context: FaultContext, workspace: string, from: number): Promise<number> {
  const { assay, violate } = context;
  const { owner, client, poured } = await startBoth(context, workspace, from);
  owner.running.kill("SIGKILL");
  client.end();
  const { code, stderr } = await client.ended;
  await poured;
  const acked = getDurable(client);
  if (acked < linesARound || code !== 0) {
    if (code !== 5) violate(`a client whose owner was killed ends with ${code}: ${stderr}`);
    const said = Number(/(\d+) lines were acknowledged/.exec(stderr)?.[1] ?? 0);
    if (said < acked) violate(`the client says that ${said} lines were acknowledged; ${acked} were: ${stderr}`);
  }
  const there = await checkNumbered(workspace, from + acked, violate);
  // The next owner takes the rest.
  const next = assay.start(collecting(workspace));
  await next.write(Buffer.from(`${makeLine(there)}\n`));
  next.end();
  const again = await next.ended;
  if (again.code !== 0) violate(`the next owner ends with ${again.code}: ${again.stderr}`);
  return there + 1;
}

/** @returns how many lines must be there. */
async function endOwner(context: FaultContext, workspace: string, from: number): Promise<number> {
  const { random, violate } = context;
  const { owner, client, poured } = await startBoth(context, workspace, from);
  owner.running.kill("SIGTERM");
  const isKilled = random.chance(0.3);
  if (isKilled) {
    const wanted = random.between(getDurable(client), linesARound);
    await client.until(() => getDurable(client) >= wanted, 60_000);
    client.kill("SIGKILL");
  }
  await poured;
  client.end();
  const { code, stderr } = await client.ended;
  const { code: ownersCode, stderr: ownersStderr } = await owner.running.ended;
  if (ownersCode !== 0) violate(`an owner with a client ends with ${ownersCode}: ${ownersStderr}`);
  if (isKilled) return from + getDurable(client);
  if (code !== 0) violate(`a client whose owner ended in order ends with ${code}: ${stderr}`);
  if (getDurable(client) !== linesARound) violate(`it was sent ${linesARound} lines, and acknowledges ${getDurable(client)}`);
  return from + linesARound;
}
