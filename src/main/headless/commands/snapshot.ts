import { AssayError, type DatasetSnapshot } from "../../../contract/index.ts";
import type { Workspace } from "../../engine/index.ts";
import { type Command, type CommandContext, workspaceOption } from "../command.ts";
import { jsonLine, printable, table } from "../output.ts";
import { nearest, usageError } from "../usage.ts";
import { withWorkspace } from "../with-workspace.ts";

/** Each with how many names it takes. */
const actions = {
  create: { run: create, min: 1, max: 1, takes: "a name" },
  list: { run: list, min: 0, max: 0, takes: "no name" },
  diff: { run: diff, min: 1, max: 2, takes: "one snapshot, or two" },
  restore: { run: restore, min: 1, max: 1, takes: "one snapshot" },
};

export const snapshotCommand: Command = {
  name: "snapshot",
  summary: "Named states of the dataset: create, list, diff, restore",
  positionals: "create NAME | list | diff A [B] | restore A",
  options: { workspace: workspaceOption },
  examples: (assay) => [
    `${assay} snapshot create "before cleaning" --workspace DIR`,
    `${assay} snapshot list --workspace DIR --json`,
    `${assay} snapshot diff "before cleaning" --workspace DIR`,
    `${assay} snapshot restore "before cleaning" --workspace DIR`,
  ],
  notes: `A and B are names or ids, as list prints them; without B, A is compared with the dataset as it is now, and diff ends with 1 where they
differ. restore is one step that undo takes back.`,
  async run(context) {
    const [action, ...names] = context.options.positionals;
    if (action === undefined || !Object.hasOwn(actions, action)) {
      const near = action === undefined ? undefined : nearest(action, Object.keys(actions));
      throw usageError(`snapshot needs one of ${Object.keys(actions).join(", ")}.${near ? ` Did you mean ${near}?` : ""}`, "snapshot");
    }
    const { run, min, max, takes } = actions[action as keyof typeof actions];
    if (names.length < min || names.length > max) throw usageError(`snapshot ${action} takes ${takes}.`, "snapshot");
    return withWorkspace(context, true, (workspace) => run(context, workspace, names));
  },
};

const toWire = ({ id, name, atMs, samples, byTier, sizeBytes }: DatasetSnapshot) => ({
  id,
  name,
  created_at: new Date(atMs).toISOString(),
  samples,
  by_tier: byTier,
  size_bytes: sizeBytes,
});

async function create({ options, output }: CommandContext, { snapshots }: Workspace, [name = ""]: readonly string[]): Promise<number> {
  if (name === "" || name.length > 200) throw usageError("The name of a snapshot has 1 to 200 characters.", "snapshot");
  const made = await snapshots.create({ name });
  await output.write(
    options.flag("json") ? jsonLine(toWire(made)) : `Made the snapshot ${made.id}, ${printable(name)}: ${made.samples} samples.\n`,
  );
  return 0;
}

async function list({ options, output }: CommandContext, { snapshots }: Workspace): Promise<number> {
  const all = await snapshots.list();
  if (options.flag("json")) await output.write(jsonLine(all.map(toWire)));
  else if (all.length === 0) output.note("No snapshots.");
  else {
    const columns = [
      { title: "id", align: "left" },
      { title: "samples", align: "right" },
      { title: "name", align: "left" },
    ] as const;
    await output.write(
      table(
        columns,
        all.map(({ id, samples, name }) => [id, String(samples), printable(name)]),
      ),
    );
  }
  return 0;
}

async function diff({ options, output }: CommandContext, { snapshots }: Workspace, [a = "", b]: readonly string[]): Promise<number> {
  const before = await find(snapshots, a);
  const after = b === undefined ? null : await find(snapshots, b);
  const { added, removed, changed, changes } = await snapshots.compare({ before: before.id, after: after?.id ?? null });
  if (options.flag("json")) {
    const told = changes.map(({ kind, ref, inputHead, outputHead, tierBefore, tierAfter }) => ({
      kind,
      ref,
      input: inputHead,
      output: outputHead,
      tier_before: tierBefore,
      tier_after: tierAfter,
    }));
    await output.write(jsonLine({ before: before.id, after: after?.id ?? null, added, removed, changed, changes: told }));
  } else {
    await output.write(`${added} added, ${removed} removed, ${changed} changed\n`);
    for (const { kind, inputHead, outputHead, tierBefore, tierAfter } of changes)
      await output.write(
        `  ${kind.padEnd(7)}  ${tierBefore ?? "-"} → ${tierAfter ?? "-"}  ${printable(inputHead)} | ${printable(outputHead)}\n`,
      );
    const unnamed = added + removed + changed - changes.length;
    if (unnamed > 0) await output.write(`  and ${unnamed} more\n`);
  }
  return added + removed + changed > 0 ? 1 : 0;
}

async function restore({ options, output }: CommandContext, { snapshots }: Workspace, [name = ""]: readonly string[]): Promise<number> {
  const { description } = await snapshots.restore({ id: (await find(snapshots, name)).id });
  await output.write(options.flag("json") ? jsonLine({ description }) : `${printable(description)}\n`);
  return 0;
}

/** @throws AssayError not_found; invalid_argument where several have that name. */
async function find(snapshots: Workspace["snapshots"], wanted: string): Promise<DatasetSnapshot> {
  const all = await snapshots.list();
  const found = all.filter(({ id, name }) => id === wanted || name === wanted);
  const byId = found.find(({ id }) => id === wanted);
  if (byId !== undefined) return byId;
  const [one, ...others] = found;
  if (one === undefined) throw new AssayError("not_found", `There is no snapshot ${wanted}.`, { fix: "snapshot list names all." });
  if (others.length > 0)
    throw new AssayError("invalid_argument", `${found.length} snapshots are called ${wanted}.`, {
      fix: `Name one by its id: ${found.map(({ id }) => id).join(", ")}.`,
    });
  return one;
}
