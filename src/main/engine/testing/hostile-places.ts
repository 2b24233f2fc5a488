import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cp, link, lstat, mkdir, open, readdir, readFile, readlink, rm, symlink, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:net";
import { dirname, join } from "node:path";

/** What a stranger may put in the place of a file or folder of a workspace; for tests and the fault harness. */

export const hostileKinds = [
  "link to a file",
  "link to a folder",
  "dangling link",
  "hard link",
  "named pipe",
  "link to a device",
  "device",
  "socket",
  "huge file",
] as const;
export type HostileKind = (typeof hostileKinds)[number];

export interface HostilePlace {
  path: string;
  isFolder?: boolean;
  /** Nothing ever opens it, so nobody has to say anything about it. */
  isIgnored?: boolean;
}

/** Every place of a workspace that Assay reads or writes. */
export const hostilePlaces: readonly HostilePlace[] = [
  { path: "assay.config.json" },
  { path: "output/events.jsonl" },
  { path: "output/comparisons.jsonl" },
  { path: "output/training_samples.jsonl" },
  { path: "output/aggregated_stats.jsonl" },
  { path: "output/quarantine.jsonl" },
  { path: "output/curation.jsonl" },
  { path: "output/.0123456789ab.tmp", isIgnored: true },
  { path: ".assay", isFolder: true },
  { path: ".assay/log", isFolder: true },
  { path: ".assay/staging", isFolder: true },
  { path: ".assay/uploads", isFolder: true },
  { path: ".assay/lock" },
  { path: ".assay/view-state.json" },
  { path: ".assay/index.duckdb" },
  { path: ".assay/index.duckdb.wal" },
  { path: ".assay/log/2020-01-01T00-00-00.000Z-1.jsonl", isIgnored: true },
  { path: ".assay/staging/stage-1-1.csv", isIgnored: true },
  { path: "models", isFolder: true },
  { path: "models/models.json" },
  { path: "models/model.gguf" },
  { path: "models/.incoming-0123456789ab.tmp", isIgnored: true },
  { path: "exports", isFolder: true },
  { path: "drafts", isFolder: true },
  { path: "queues", isFolder: true },
  { path: "queues/01234567-89ab-4cde-8f01-23456789abcd.json", isIgnored: true },
  { path: "snapshots", isFolder: true },
  { path: "output/replaced", isFolder: true },
  { path: ".assay/index.mark" },
  { path: "output", isFolder: true },
];

const hugeBytes = 20 * 1024 ** 3;
const victimCount = 15;

/**
 * Makes a folder of files that no opening of a workspace may touch: one without a last newline, and names that Assay would take for
 * its own old logs, staged rows, uploads, half-written files and models.
 */
export async function makeVictims(folder: string): Promise<{ file: string; folder: string }> {
  const inside = join(folder, "data");
  await mkdir(join(inside, "staging", "deep"), { recursive: true });
  await mkdir(join(inside, "uploads"));
  await mkdir(join(inside, "log"));
  const file = join(folder, "authorized_keys");
  await writeFile(file, "ssh-rsa AAAA victim", { mode: 0o640 });
  for (let i = 10; i < 10 + victimCount; i++) await writeFile(join(inside, `2020-01-${i}T00-00-00.000Z-1.jsonl`), `{"day":${i}}\n`);
  await writeFile(join(inside, "staging", "deep", "kept.txt"), "kept");
  await writeFile(join(inside, "staging", "stage-1-1.csv"), "kept");
  await writeFile(join(inside, "uploads", "kept"), "kept");
  await writeFile(join(inside, ".0123456789ab.tmp"), "kept");
  await writeFile(join(inside, "events.jsonl"), '{"half":');
  await writeFile(join(inside, "model.gguf"), "GGUF somebody's");
  await writeFile(join(inside, "models.json"), "not a list");
  return { file, folder: inside };
}

/** Bytes, permissions and time of every file below a folder, as text: equal texts mean that nothing changed. */
export async function describeTree(folder: string): Promise<string> {
  const lines: string[] = [];
  for (const name of (await readdir(folder, { recursive: true })).sort()) {
    const path = join(folder, name);
    const there = await lstat(path);
    const content = there.isFile()
      ? createHash("sha256")
          .update(await readFile(path))
          .digest("hex")
      : there.isSymbolicLink()
        ? await readlink(path)
        : "";
    lines.push(`${name} ${there.mode.toString(8)} ${there.isDirectory() ? "" : there.size} ${there.mtimeMs} ${content}`);
  }
  return lines.join("\n");
}

/** Puts something hostile into one place of a workspace. Sockets stay as long as `servers` are open. */
export async function putHostile(
  workspace: string,
  place: HostilePlace,
  kind: HostileKind,
  victims: { file: string; folder: string },
  servers: Server[],
): Promise<void> {
  const path = join(workspace, place.path);
  await rm(path, { recursive: true, force: true });
  await mkdir(dirname(path), { recursive: true });
  switch (kind) {
    case "link to a file":
      return symlink(victims.file, path);
    case "link to a folder":
      return symlink(victims.folder, path);
    case "dangling link":
      return symlink(join(victims.folder, "not-there"), path);
    case "hard link":
      return link(victims.file, path);
    case "named pipe":
      execFileSync("mkfifo", [path]);
      return;
    case "link to a device":
      return symlink("/dev/zero", path);
    case "device":
      // Only an administrator may make one; a link to one comes near it.
      try {
        execFileSync("mknod", [path, "c", "1", "5"], { stdio: "ignore" });
      } catch {
        await symlink("/dev/null", path);
      }
      return;
    case "socket": {
      const server = createServer();
      servers.push(server);
      await new Promise<void>((resolve) => server.listen(path, resolve));
      return;
    }
    case "huge file": {
      const file = await open(path, "wx");
      await file.truncate(hugeBytes);
      await file.close();
    }
  }
}

/** Which kinds make sense in a place: a folder has no hard links and is never huge. */
export const kindsFor = (place: HostilePlace): readonly HostileKind[] =>
  place.isFolder ? hostileKinds.filter((kind) => kind !== "hard link" && kind !== "huge file") : hostileKinds;

/** A copy of a workspace, sockets and all left out. */
export const copyWorkspace = (from: string, to: string): Promise<void> => cp(from, to, { recursive: true });
