import { isAbsolute, join } from "node:path";
import { importKinds } from "../../../contract/index.ts";
import { Sequencer } from "../async/sequencer.ts";
import { isObject } from "../base/json-value.ts";
import { atomicWriteFile } from "../files/atomic-write.ts";
import { makeFolder } from "../files/make-folder.ts";
import { readNamed } from "../files/named-file.ts";
import { privateFileMode, privateFolderMode } from "../files/open-inside.ts";
import type { FollowRequest } from "./request.ts";

const maxListBytes = 4 * 1024 * 1024;
/** Of one workspace. */
const maxRequests = 200;

/**
 * What this person on this machine asked to be followed into which workspace, in `<stateDir>/followed.json`, for as long as they do not stop it. It lies
 * outside the workspace: one that comes from a stranger names no file of this machine, whatever is written in it.
 */
export class KeptRequests {
  readonly #folder: string;
  readonly #file: string;
  readonly #workspace: string;
  readonly #changes = new Sequencer();

  /** @param workspace its real path. */
  constructor(stateDir: string, workspace: string) {
    this.#folder = stateDir;
    this.#file = join(stateDir, "followed.json");
    this.#workspace = workspace;
  }

  /** In the order in which they were asked for; what was edited into something else is passed over. */
  async read(): Promise<FollowRequest[]> {
    const there = (await this.#readAll())[this.#workspace];
    return Array.isArray(there) ? there.filter(isRequest).slice(0, maxRequests) : [];
  }

  /** Idempotent. @throws AssayError permission, disk_full, io. */
  add(request: FollowRequest): Promise<void> {
    return this.#change((requests) => [...requests.filter((one) => !isSame(one, request)), request].slice(-maxRequests));
  }

  /** Idempotent. @throws AssayError permission, disk_full, io. */
  remove(request: FollowRequest): Promise<void> {
    return this.#change((requests) => requests.filter((one) => !isSame(one, request)));
  }

  /** Other processes of this user write the file too, so it is read again before each change. */
  #change(change: (requests: FollowRequest[]) => FollowRequest[]): Promise<void> {
    return this.#changes.queue(async () => {
      const { [this.#workspace]: _, ...others } = await this.#readAll();
      const requests = change(await this.read());
      const all = requests.length === 0 ? others : { ...others, [this.#workspace]: requests };
      await makeFolder(this.#folder, privateFolderMode);
      await atomicWriteFile(this.#file, `${JSON.stringify(all, null, 2)}\n`, { mode: privateFileMode });
    });
  }

  async #readAll(): Promise<Record<string, unknown>> {
    try {
      const value: unknown = JSON.parse((await readNamed(this.#file, maxListBytes)).toString("utf8"));
      return isObject(value) ? value : {};
    } catch {
      return {};
    }
  }
}

const isSame = (a: FollowRequest, b: FollowRequest) => a.as === b.as && a.path === b.path;

function isRequest(value: unknown): value is FollowRequest {
  if (!isObject(value)) return false;
  const { as, path, name, kind, plan, answers } = value;
  return (
    (as === "file" || as === "folder" || as === "glob") &&
    typeof path === "string" &&
    isAbsolute(path) &&
    !path.includes("\0") &&
    typeof name === "string" &&
    importKinds.some((one) => one === kind) &&
    (plan === null || (isObject(plan) && typeof plan.dialect === "string" && isObject(plan.answers))) &&
    isObject(answers)
  );
}
