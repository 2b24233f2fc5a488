import { randomUUID } from "node:crypto";
import { AssayError } from "../../../contract/index.ts";
import { watchPaths } from "../files/watch.ts";
import type { FollowParts, Owner } from "./follow-parts.ts";
import { FollowedFile } from "./followed-file.ts";
import type { KeptRequests } from "./kept-requests.ts";
import { isForGood } from "./notices.ts";
import type { FollowRequest } from "./request.ts";
import { toWanted, type Wanted } from "./wanted.ts";

/** Everything is looked at this often, whatever the system tells: network file systems tell nothing, and watches run out. */
const lookMs = 1000;
/** Folders are listed again this often. */
const listMs = 5000;

/** One request: what it found, until it is stopped. */
export interface Following {
  readonly id: string;
  readonly request: FollowRequest;
  readonly sinceMs: number;
  /** Whoever opens the workspace on this machine goes on with it. */
  readonly isKept: boolean;
  /** In the order in which they were found. */
  readonly files: ReadonlyMap<string, FollowedFile>;
}

interface Open extends Following {
  files: Map<string, FollowedFile>;
  wanted: Wanted;
  listedAtMs: number;
  stopWatching(): Promise<void>;
}

/**
 * Follows files as long as a workspace is open. The system tells that something changed, where it can; what is read is decided by looking. A file that several
 * requests mean is followed once.
 */
export class Follower {
  readonly #parts: FollowParts;
  readonly #kept: KeptRequests;
  readonly #files = new Map<string, { file: FollowedFile; users: number }>();
  readonly #open = new Map<string, Open>();
  readonly #listeners = new Set<() => void>();
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(parts: Omit<FollowParts, "findOwner" | "isFollowed">, kept: KeptRequests) {
    this.#kept = kept;
    this.#parts = {
      ...parts,
      findOwner: (identity, asking) => this.#findOwner(identity, asking),
      isFollowed: (path) => this.#files.has(path),
      onChange: () => {
        parts.onChange();
        for (const listener of this.#listeners) listener();
      },
    };
  }

  /** Calls the listener whenever lines were taken or the state of a file changed. @returns a function that unsubscribes. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  get list(): readonly Following[] {
    return [...this.#open.values()];
  }

  /** Goes on with what was asked for and not stopped. @throws AssayError the first that cannot be followed. */
  async resume(): Promise<void> {
    for (const request of await this.#kept.read()) await this.follow(request, true);
  }

  /**
   * Begins to follow. What cannot be read is in the state of its file, and is tried again.
   * @param isKept until it is stopped, also when the workspace is opened again.
   * @throws AssayError refused when a file is followed already in another way; unavailable when the workspace is being closed.
   */
  async follow(request: FollowRequest, isKept = false): Promise<Following> {
    if (this.#closed) throw new AssayError("unavailable", "The workspace is being closed.");
    if (isKept) await this.#kept.add(request);
    const same = [...this.#open.values()].find((one) => one.isKept && isKept && one.request.path === request.path);
    if (same) return same;
    const wanted = toWanted(request);
    const following: Open = {
      id: randomUUID(),
      request,
      sinceMs: Date.now(),
      isKept,
      files: new Map(),
      wanted,
      listedAtMs: 0,
      stopWatching: async () => {},
    };
    this.#open.set(following.id, following);
    try {
      await this.#find(following);
    } catch (thrown) {
      await this.#end(following.id);
      throw thrown;
    }
    following.stopWatching = watchPaths([wanted.root], (path) => void this.#changed(following, path).catch(() => {}), {
      ...(Number.isFinite(wanted.depth) && request.as !== "file" && { depth: wanted.depth }),
      ...(request.as !== "file" && { isIgnored: (path) => !wanted.matches(path) }),
      onError: (error) => this.#parts.log("warn", "watch_failed", { path: request.path, error: String(error) }),
    });
    this.#timer ??= setInterval(() => void this.#lookAtAll(), lookMs);
    this.#parts.onChange();
    for (const { file } of this.#files.values()) void file.look();
    return following;
  }

  /**
   * The same until it is stopped, also when the workspace is opened again.
   * @throws AssayError as `follow`, and why a named file can never be followed; nothing is kept then.
   */
  async keep(request: FollowRequest): Promise<Following> {
    const tried = await this.follow(request);
    let unsubscribe = () => {};
    try {
      const [file] = request.as === "file" ? tried.files.values() : [];
      // Its first lines decide; the rest of a large file is not waited for.
      const begun = new Promise<void>((resolve) => {
        unsubscribe = this.subscribe(() => file && file.offset > 0 && resolve());
      });
      await Promise.race([file?.look(), begun]);
      if (file?.error && isForGood(file.error)) throw file.error;
      return await this.follow(request, true);
    } finally {
      unsubscribe();
      await this.stop(tried.id);
    }
  }

  /** Ends a request, for good. Idempotent. @throws AssayError permission, disk_full, io when that cannot be kept; it is ended here. */
  async stop(id: string): Promise<void> {
    const { isKept = false, request } = this.#open.get(id) ?? {};
    await this.#end(id);
    if (isKept && request) await this.#kept.remove(request);
  }

  /** Files that no other request means are closed, and their places kept. */
  async #end(id: string): Promise<void> {
    const following = this.#open.get(id);
    if (following === undefined) return;
    this.#open.delete(id);
    await following.stopWatching();
    for (const path of following.files.keys()) {
      const shared = this.#files.get(path);
      if (shared === undefined || --shared.users > 0) continue;
      this.#files.delete(path);
      await shared.file.close();
    }
    if (this.#open.size === 0) {
      clearInterval(this.#timer);
      this.#timer = undefined;
    }
    this.#parts.onChange();
  }

  /** Takes all that is there now. */
  async look(following: Following): Promise<void> {
    await Promise.all([...following.files.values()].map((file) => file.look()));
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const id of [...this.#open.keys()]) await this.#end(id);
  }

  async #changed(following: Open, path: string): Promise<void> {
    if (!following.files.has(path) && following.wanted.matches(path)) await this.#find(following);
    const file = following.files.get(path);
    if (file) await file.look();
    // A link leads to what changed, or it is the folder of a file that was renamed.
    else if (following.files.size === 1) for (const one of following.files.values()) await one.look();
  }

  async #find(following: Open): Promise<void> {
    following.listedAtMs = Date.now();
    const { request, wanted } = following;
    for (const { path, name } of await wanted.list()) {
      if (following.files.has(path) || !this.#open.has(following.id)) continue;
      following.files.set(path, this.#share(path, name, request));
      this.#parts.onChange();
    }
  }

  #share(path: string, name: string, request: FollowRequest): FollowedFile {
    const { kind, plan, answers } = request;
    const there = this.#files.get(path);
    if (there && !there.file.isTakenAs({ kind, plan, answers }))
      throw new AssayError("refused", `${name} is followed already, and its rows are taken in another way.`, {
        where: path,
        fix: "Stop following it first.",
      });
    const shared = there ?? {
      file: new FollowedFile(this.#parts, path, name, { kind, plan, answers }, request.as === "file"),
      users: 0,
    };
    shared.users++;
    this.#files.set(path, shared);
    return shared.file;
  }

  async #lookAtAll(): Promise<void> {
    for (const following of this.#open.values())
      if (following.request.as !== "file" && Date.now() - following.listedAtMs >= listMs) await this.#find(following).catch(() => {});
    for (const { file } of this.#files.values()) void file.look();
  }

  #findOwner(identity: string, asking: object): Owner | null {
    let past: Owner | null = null;
    for (const { file } of this.#files.values()) {
      const owner = file === asking ? null : file.owns(identity);
      if (owner !== null && owner.holds !== "past") return owner;
      past ??= owner;
    }
    return past;
  }
}
