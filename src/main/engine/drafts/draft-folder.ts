import { dirname, join } from "node:path";
import type { Draft, DraftHead } from "../../../contract/index.ts";
import { atomicWriteInside } from "../files/atomic-write.ts";
import { syncFolder } from "../files/durable-write.ts";
import { listFolder, makeFolderInside, readSmallFile, removeFile, removeFiles, statInside } from "../files/inside.ts";
import { ioError, withPath } from "../files/io-error.ts";
import { openRead } from "../files/open-inside.ts";
import { draftFileName, isDraftFileName, maxFileBytes, maxHeadBytes, parseDraft, parseHead } from "./draft-file.ts";

/** Maximum number of entries read; a folder of drafts never has more. */
const maxEntries = 5000;
const maxFindings = 20;
const temporaryName = /^\.[0-9a-f]{12}\.tmp$/;

export interface DraftListing {
  drafts: DraftHead[];
  /** Entries that are not drafts, in sentences. */
  findings: string[];
}

/** The folder of drafts on disk, which may be hostile: anything but a draft becomes a finding; links are not followed, pipes not opened. */
export class DraftFolder {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  /** Reads the first line of every draft; none when there is no folder. Never throws for its contents. */
  async list(nowMs: number): Promise<DraftListing> {
    const listing: DraftListing = { drafts: [], findings: [] };
    let more = 0;
    const find = (sentence: string) => {
      if (listing.findings.length < maxFindings) listing.findings.push(sentence);
      else more++;
    };
    if (!(await this.#isThere(find))) return listing;
    let entries = 0;
    try {
      for (const { name } of await listFolder(this.path)) {
        if (temporaryName.test(name)) continue;
        if (++entries > maxEntries) {
          find(`${this.path} has more than ${maxEntries} files; the others were not looked at.`);
          break;
        }
        const head = isDraftFileName(name) ? await this.#head(name, nowMs) : "Assay gives its drafts other names";
        if (typeof head === "string") find(`${shownPath(this.path, name)} is not a draft: ${head}.`);
        else listing.drafts.push(head);
      }
    } catch (thrown) {
      find(ioError(thrown, this.path).message);
    }
    if (more > 0) listing.findings.push(`${more} more files in ${this.path} are not drafts.`);
    return listing;
  }

  /** A draft, or null when there is none that can be read. @throws AssayError permission, io … */
  async read(id: Pick<DraftHead, "kind" | "target">, nowMs: number): Promise<Draft | null> {
    const name = draftFileName(id);
    try {
      const draft = parseDraft((await readSmallFile(join(this.path, name), maxFileBytes)).toString("utf8"), name, nowMs);
      return typeof draft === "string" ? null : draft;
    } catch (thrown) {
      const error = ioError(thrown, this.path);
      if (error.code === "not_found" || error.code === "refused" || error.code === "over_limit") return null;
      throw error;
    }
  }

  /**
   * Writes a draft's file atomically; once resolved, it survives power loss.
   * @throws AssayError refused when the folder is a link or a file; disk_full, permission, io …: the old draft is then untouched.
   */
  async write(id: Pick<DraftHead, "kind" | "target">, content: string): Promise<void> {
    await withPath(this.path, async () => {
      if ((await makeFolderInside(this.path)) !== undefined) await syncFolder(dirname(this.path));
    });
    await atomicWriteInside(join(this.path, draftFileName(id)), content);
  }

  /** Removes a draft's file. Idempotent. @throws AssayError permission, io … */
  async remove(id: Pick<DraftHead, "kind" | "target">): Promise<void> {
    const path = join(this.path, draftFileName(id));
    await withPath(path, async () => {
      if (!(await this.#isThere(() => {}))) return;
      await removeFile(path);
      await syncFolder(this.path);
    });
  }

  /** Removes temporary files of a killed process. Call only while this process owns the workspace. */
  async removeTemporary(): Promise<void> {
    if (!(await this.#isThere(() => {}))) return;
    await removeFiles(this.path, (name) => temporaryName.test(name));
  }

  async #head(name: string, nowMs: number): Promise<DraftHead | string> {
    try {
      const file = await openRead(join(this.path, name));
      try {
        const { size } = await file.stat();
        if (size > maxFileBytes) return `it has ${size} bytes, and a draft has at most ${maxFileBytes}`;
        const head = Buffer.alloc(Math.min(size, maxHeadBytes));
        const { bytesRead } = await file.read(head, 0, head.length, 0);
        return parseHead(head.subarray(0, bytesRead).toString("utf8"), name, nowMs);
      } finally {
        await file.close();
      }
    } catch (thrown) {
      const error = ioError(thrown, join(this.path, name));
      return error.message.replace(`${join(this.path, name)} `, "it ").replace(/\.$/, "");
    }
  }

  /** Whether there is a real folder; a link is not one. */
  async #isThere(find: (sentence: string) => void): Promise<boolean> {
    const there = await statInside(this.path).catch((thrown: unknown) => {
      find(ioError(thrown, this.path).message);
      return null;
    });
    if (there === null) return false;
    if (!there.isDirectory()) find(`${this.path} is a file or a symbolic link; drafts need a folder there.`);
    return there.isDirectory();
  }
}

/** A path for a sentence: hostile names may be long and hold control characters. */
function shownPath(folder: string, name: string): string {
  return join(folder, name.length <= 80 ? name : `${name.slice(0, 80)}…`).replace(/[\p{Cc}\p{Cf}\p{Cs}]/gu, "\uFFFD");
}
