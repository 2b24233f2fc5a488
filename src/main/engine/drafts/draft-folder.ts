import { randomBytes } from "node:crypto";
import { constants } from "node:fs";
import { lstat, mkdir, open, opendir, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { AssayError, type Draft, type DraftHead } from "../../../contract/index.ts";
import { syncFolder } from "../files/atomic-write.ts";
import { errnoOf, ioError, withPath } from "../files/io-error.ts";
import { draftFileName, isDraftFileName, maxFileBytes, maxHeadBytes, parseDraft, parseHead } from "./draft-file.ts";
import { openRegularFile, readFrom } from "./regular-file.ts";

/** So many entries of the folder are looked at; a folder of drafts never has more. */
const maxEntries = 5000;
const maxFindings = 20;
const temporaryName = /^\.[0-9a-f]{12}\.tmp$/;

export interface DraftListing {
  drafts: DraftHead[];
  /** What is in the folder and is not a draft, in sentences. */
  findings: string[];
}

/** The folder of drafts on disk. It may be a stranger's: what is not a draft becomes a finding, is never followed and never waited for. */
export class DraftFolder {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  /** Reads the first line of every draft. A folder that is not there has none. Never throws for what is in it. */
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
      for await (const { name } of await opendir(this.path)) {
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
      const { file, sizeBytes } = await openRegularFile(join(this.path, name), maxFileBytes);
      try {
        const draft = parseDraft((await readFrom(file, sizeBytes)).toString("utf8"), name, nowMs);
        return typeof draft === "string" ? null : draft;
      } finally {
        await file.close();
      }
    } catch (thrown) {
      const error = ioError(thrown, this.path);
      if (error.code === "not_found" || error.code === "refused" || error.code === "over_limit") return null;
      throw error;
    }
  }

  /**
   * Writes a draft's file so that a crash at any moment leaves the old one or the new one; when it resolves, it survives power loss.
   * @throws AssayError refused when the folder is a link or a file; disk_full, permission, io …: the old draft is then untouched.
   */
  async write(id: Pick<DraftHead, "kind" | "target">, content: string): Promise<void> {
    await this.#make();
    const path = join(this.path, draftFileName(id));
    const temporary = join(this.path, `.${randomBytes(6).toString("hex")}.tmp`);
    try {
      const file = await open(temporary, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | (constants.O_NOFOLLOW ?? 0), 0o600);
      try {
        await file.writeFile(content);
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(temporary, path);
      await syncFolder(this.path);
    } catch (thrown) {
      await rm(temporary, { force: true }).catch(() => {});
      throw ioError(thrown, path);
    }
  }

  /** Removes a draft's file; one that is not there is no failure. @throws AssayError permission, io … */
  async remove(id: Pick<DraftHead, "kind" | "target">): Promise<void> {
    const path = join(this.path, draftFileName(id));
    await withPath(path, async () => {
      await rm(path, { force: true });
      if (await this.#isThere(() => {})) await syncFolder(this.path);
    });
  }

  /** Removes what a killed process left half written. Call it only while this process owns the workspace. */
  async removeTemporary(): Promise<void> {
    if (!(await this.#isThere(() => {}))) return;
    let entries = 0;
    for await (const entry of await opendir(this.path)) {
      if (++entries > maxEntries) return;
      if (entry.isFile() && temporaryName.test(entry.name)) await rm(join(this.path, entry.name), { force: true });
    }
  }

  async #head(name: string, nowMs: number): Promise<DraftHead | string> {
    try {
      const { file, sizeBytes } = await openRegularFile(join(this.path, name), maxFileBytes);
      try {
        return parseHead((await readFrom(file, Math.min(sizeBytes, maxHeadBytes))).toString("utf8"), name, nowMs);
      } finally {
        await file.close();
      }
    } catch (thrown) {
      const error = ioError(thrown, join(this.path, name));
      return error.message.replace(`${join(this.path, name)} `, "it ").replace(/\.$/, "");
    }
  }

  /** Whether there is a real folder. A link is not followed: it may lead anywhere. */
  async #isThere(find: (sentence: string) => void): Promise<boolean> {
    const there = await lstat(this.path).catch((thrown: unknown) => {
      if (errnoOf(thrown) !== "ENOENT") find(ioError(thrown, this.path).message);
      return null;
    });
    if (there === null) return false;
    if (!there.isDirectory()) find(notAFolder(this.path).message);
    return there.isDirectory();
  }

  async #make(): Promise<void> {
    try {
      await mkdir(this.path, { mode: 0o700 });
      await syncFolder(dirname(this.path));
    } catch (thrown) {
      if (errnoOf(thrown) !== "EEXIST") throw ioError(thrown, this.path);
      if (!(await this.#isThere(() => {}))) throw notAFolder(this.path);
    }
  }
}

function notAFolder(path: string): AssayError {
  return new AssayError("refused", `${path} is a file or a symbolic link; drafts need a folder there.`, {
    where: path,
    fix: "Move it away; Assay makes the folder.",
  });
}

/** A path for a sentence: a stranger's name may be long and may hold control characters. */
function shownPath(folder: string, name: string): string {
  return join(folder, name.length <= 80 ? name : `${name.slice(0, 80)}…`).replace(/[\p{Cc}\p{Cf}\p{Cs}]/gu, "\uFFFD");
}
