import { createHash } from "node:crypto";
import { AssayError, type CurationAnswer, type DatasetSnapshot, type Input, type SnapshotComparison } from "../../../../contract/index.ts";
import { Sequencer } from "../../async/sequencer.ts";
import type { Curation } from "../../curation/curation.ts";
import { listFolder, makeFolderInside, removeFile, statInside } from "../../files/inside.ts";
import type { Journal, WriteGate } from "../../files/journal.ts";
import { readLines } from "../../files/read-lines.ts";
import { removeLeftovers } from "../../files/temporary.ts";
import { compareFiles, differences } from "./compare.ts";
import type { SampleFile } from "./line-keys.ts";
import { dataPath, manifestPath, readManifest, type SnapshotManifest, writeSnapshot } from "./snapshot-file.ts";

export interface SnapshotDeps {
  curation: Pick<Curation, "flush" | "decided" | "restore">;
  journal: Pick<Journal, "path" | "durableBytes">;
  /** snapshots/ of the workspace; made when first needed. */
  folder: string;
  gate: WriteGate;
  now?: () => number;
}

const manifestName = /^(\d{8}T\d{6}-\d{1,4})\.json$/;
const dataName = /^(\d{8}T\d{6}-\d{1,4})\.jsonl$/;

/** Named states of the dataset, to compare with and to return to. */
export class Snapshots {
  readonly #deps: SnapshotDeps;
  readonly #writes = new Sequencer();

  constructor(deps: SnapshotDeps) {
    this.#deps = deps;
  }

  /** `snapshots.list` A file that is no manifest is left out; `verify` names it. */
  async list(): Promise<DatasetSnapshot[]> {
    const found = await Promise.all((await listIds(this.#deps.folder)).map((id) => readManifest(this.#deps.folder, id).catch(() => null)));
    return found
      .filter((one) => one !== null)
      .map(withoutHash)
      .sort((a, b) => b.atMs - a.atMs || (a.id < b.id ? 1 : -1));
  }

  /** `snapshots.create` @throws AssayError disk_full, permission, io …; there is no snapshot then. */
  create({ name }: Input<"snapshots.create">): Promise<DatasetSnapshot> {
    return this.#writes.queue(async () => {
      const { curation, folder, journal } = this.#deps;
      this.#refuseReadOnly();
      await makeFolderInside(folder);
      await this.#removeUnfinished();
      await curation.flush();
      const atMs = this.#deps.now?.() ?? Date.now();
      const id = await freeId(folder, atMs);
      const { path, durableBytes } = journal;
      return withoutHash(await writeSnapshot(folder, { id, name, atMs }, { path, durableBytes }));
    });
  }

  /** `snapshots.remove` @throws AssayError not_found */
  remove({ id }: Input<"snapshots.remove">): Promise<void> {
    return this.#writes.queue(async () => {
      this.#refuseReadOnly();
      await this.#manifest(id);
      // Without its manifest it is none; the lines may go afterwards.
      await removeFile(manifestPath(this.#deps.folder, id));
      await removeFile(dataPath(this.#deps.folder, id));
    });
  }

  /** `snapshots.compare` @throws AssayError not_found, damaged */
  async compare({ before, after }: Input<"snapshots.compare">): Promise<SnapshotComparison> {
    await this.#deps.curation.flush();
    return compareFiles(await this.#file(before), await this.#file(after), this.#refOf);
  }

  /** `snapshots.restore` @throws AssayError not_found, damaged, over_limit, disk_full …; nothing has changed then. */
  async restore({ id }: Input<"snapshots.restore">): Promise<CurationAnswer> {
    const manifest = await this.#manifest(id);
    const wanted = await this.#file(id);
    const problem = await findProblem(this.#deps.folder, manifest);
    if (problem !== null) throw new AssayError("damaged", problem, { where: wanted.path, fix: "Restore the file from a backup." });
    const { curation } = this.#deps;
    await curation.flush();
    const { path, durableBytes } = this.#deps.journal;
    const refOf = this.#refOf;
    const samples = async function* () {
      for await (const { ref, after } of differences({ path, durableBytes }, wanted, refOf)) yield { ref, line: after?.line ?? null };
    };
    return curation.restore(samples, `the snapshot “${manifest.name}”`);
  }

  readonly #refOf = (key: string) => this.#deps.curation.decided.samples.findByLine(key)?.ref ?? key;

  async #file(id: string | null): Promise<SampleFile> {
    if (id === null) return { path: this.#deps.journal.path, durableBytes: this.#deps.journal.durableBytes };
    const { sizeBytes } = await this.#manifest(id);
    return { path: dataPath(this.#deps.folder, id), durableBytes: sizeBytes };
  }

  async #manifest(id: string): Promise<SnapshotManifest> {
    if ((await statInside(manifestPath(this.#deps.folder, id))) !== null) return readManifest(this.#deps.folder, id);
    throw new AssayError("not_found", `There is no snapshot ${id}.`, { fix: "The list may be older: load it again." });
  }

  /** Lines whose manifest was never written, and files that were not whole: a process was killed. */
  async #removeUnfinished(): Promise<void> {
    const { folder } = this.#deps;
    await removeLeftovers(folder);
    const whole = new Set(await listIds(folder));
    for (const { name } of await listFolder(folder)) {
      const id = dataName.exec(name)?.[1];
      if (id !== undefined && !whole.has(id)) await removeFile(dataPath(folder, id));
    }
  }

  #refuseReadOnly(): void {
    if (this.#deps.gate.readOnly) throw this.#deps.gate.readOnly;
  }
}

const withoutHash = ({ sha256: _, ...snapshot }: SnapshotManifest): DatasetSnapshot => snapshot;

async function listIds(folder: string): Promise<string[]> {
  if ((await statInside(folder)) === null) return [];
  return (await listFolder(folder)).flatMap(({ name }) => manifestName.exec(name)?.[1] ?? []);
}

async function freeId(folder: string, atMs: number): Promise<string> {
  const time = new Date(atMs)
    .toISOString()
    .replace(/\.\d+Z$/, "")
    .replace(/[-:]/g, "");
  for (let count = 1; ; count++) {
    const id = `${time}-${count}`;
    if ((await statInside(dataPath(folder, id))) === null && (await statInside(manifestPath(folder, id))) === null) return id;
  }
}

/** What is wrong with the snapshots of a workspace, in sentences, for `verify`. Reads every file whole. */
export async function checkSnapshots(folder: string): Promise<string[]> {
  const problems: string[] = [];
  for (const id of await listIds(folder).catch(() => [])) {
    try {
      const problem = await findProblem(folder, await readManifest(folder, id));
      if (problem !== null) problems.push(problem);
    } catch (thrown) {
      problems.push(thrown instanceof Error ? thrown.message : String(thrown));
    }
  }
  return problems;
}

async function findProblem(folder: string, { id, name, sizeBytes, sha256 }: SnapshotManifest): Promise<string | null> {
  const path = dataPath(folder, id);
  const stats = await statInside(path);
  if (stats === null) return `${path}, the lines of the snapshot “${name}”, is not there.`;
  if (Number(stats.size) !== sizeBytes) return `${path} has ${stats.size} bytes; the snapshot “${name}” was made with ${sizeBytes}.`;
  const hash = createHash("sha256");
  if (sizeBytes > 0) for await (const lines of readLines(path)) for (const { bytes } of lines) hash.update(bytes).update("\n");
  return hash.digest("hex") === sha256 ? null : `${path} is not what it was when the snapshot “${name}” was made: its SHA-256 differs.`;
}
