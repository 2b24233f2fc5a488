import { mkdir, rm, writeFile } from "node:fs/promises";
import type { Server } from "node:net";
import { join } from "node:path";
import {
  copyWorkspace,
  describeTree,
  type HostileKind,
  type HostilePlace,
  hostilePlaces,
  kindsFor,
  makeVictims,
  putHostile,
} from "../src/main/engine/testing/hostile-places.ts";
import type { Fault, FaultContext } from "./lib/fault.ts";
import type { Random } from "./lib/random.ts";
import { comparison, execution, sample } from "./lib/records.ts";
import { serve } from "./lib/web.ts";

const workspaceCount = 10;
const endMs = 60_000;

/** A stranger's workspace with links, pipes, devices and huge files in random places: nothing outside changes, and every command ends. */
export const hostileWorkspace: Fault = {
  name: "hostile-workspace",
  kills: false,
  async run(context) {
    if (process.platform === "win32") return context.skip("links and pipes need a Unix");
    const { assay, random, folder } = context;
    const source = join(folder, "source.jsonl");
    const lines = (from: number) =>
      [
        ...Array.from({ length: 30 }, (_, i) => execution(`e${from + i}`, random)),
        ...Array.from({ length: 5 }, (_, i) => comparison(`c${from + i}`, random)),
        ...Array.from({ length: 5 }, (_, i) => sample(`s${from + i}`, random)),
      ].join("\n");
    await writeFile(source, `${lines(0)}\n`);
    const template = join(folder, "template");
    const { code, stderr } = await assay.run(["import", source, "--workspace", template, "--json"]);
    if (code !== 0) throw new Error(`the import before failed: ${stderr}`);
    await writeFile(source, `${lines(100)}\n`);
    for (let round = 0; round < workspaceCount && !context.late(); round++) {
      const home = join(folder, String(round));
      await mkdir(home);
      await attack(context, { home, template, source });
      await rm(home, { recursive: true, force: true });
      context.round();
    }
  },
};

async function attack(context: FaultContext, at: { home: string; template: string; source: string }): Promise<void> {
  const { assay, random } = context;
  const workspace = join(at.home, "w");
  const outside = join(at.home, "v");
  await copyWorkspace(at.template, workspace);
  await writeFile(
    join(workspace, "assay.config.json"),
    JSON.stringify({ json_engine: { training: { auto_generate_samples: random.chance(0.5) } } }),
  );
  const victims = await makeVictims(outside);
  const servers: Server[] = [];
  const put = choose(random);
  for (const { place, kind } of put) await putHostile(workspace, place, kind, victims, servers);
  const name = put.map(({ place, kind }) => `${place.path} as a ${kind}`).join(", ");
  const violate = (message: string) => context.violate(`${name}: ${message}`);
  const before = await describeTree(outside);
  const commands: [string, () => Promise<void>][] = [
    ...[["stats"], ["verify"], ["verify", "--repair"], ["samples"], ["config"], ["models", "list"], ["import", at.source]].map(
      ([command = "", ...rest]): [string, () => Promise<void>] => [
        `${command} ${rest.join(" ")}`,
        async () => {
          const ended = await assay.run([command, ...rest, "--workspace", workspace], { timeoutMs: endMs });
          if (ended.code === null || ended.code === 70 || /\n\s+at /.test(ended.stderr))
            violate(`${command} ended with ${ended.code ?? ended.signal}: ${ended.stderr}`);
          if (ended.code === 4 && !ended.stderr.includes(workspace)) violate(`${command} is refused and names nothing: ${ended.stderr}`);
        },
      ],
    ),
    ["serve", () => lookAround(context, workspace)],
  ];
  while (commands.length > 0) {
    const [[command, run] = ["", async () => {}]] = commands.splice(random.below(commands.length), 1);
    try {
      await run();
    } catch (thrown) {
      violate(`${command}: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
    }
    const after = await describeTree(outside);
    if (after !== before) violate(`${command} changed something outside: ${difference(before, after)}`);
  }
  for (const server of servers) server.close();
}

/** Serves the workspace, queries everything that is read from files, and ends. A refusal is fine; hanging is not. */
async function lookAround({ assay, violate }: FaultContext, workspace: string): Promise<void> {
  const served = await serve(assay, workspace).catch(() => null);
  if (served === null) return;
  for (let i = 0; i < 6; i++) void served.call("viewState.get", {});
  await served.call("models.list", {});
  await served.call("viewState.set", { json: "{}" });
  await served.call("quarantine.list", { limit: 10 });
  await served.call("exports.start", { request: { target: "jsonl" }, name: "looked", replace: true });
  served.running.kill("SIGTERM");
  if (await served.running.until(() => !served.running.alive, endMs)) return;
  violate(`serve does not end in ${workspace}`);
  served.running.kill("SIGKILL");
}

/** One to three places, none inside another. */
function choose(random: Random): { place: HostilePlace; kind: HostileKind }[] {
  const chosen: { place: HostilePlace; kind: HostileKind }[] = [];
  for (let wanted = random.between(1, 3); wanted > 0; wanted--) {
    const place = random.pick(hostilePlaces);
    const isInside = ({ place: other }: { place: HostilePlace }) =>
      `${place.path}/`.startsWith(`${other.path}/`) || `${other.path}/`.startsWith(`${place.path}/`);
    if (!chosen.some(isInside)) chosen.push({ place, kind: random.pick(kindsFor(place)) });
  }
  return chosen;
}

function difference(before: string, after: string): string {
  const [old, now] = [before.split("\n"), after.split("\n")];
  return [...old.filter((line) => !now.includes(line)), ...now.filter((line) => !old.includes(line))].join(" | ");
}
