import type { Sequencer } from "../async/sequencer.ts";
import type { Log } from "../base/log.ts";
import type { FileParts } from "../ingest/import-file.ts";
import type { Place } from "./place.ts";

export type Owner = { holds: "current"; name: string } | { holds: "older" } | { holds: "past"; place: Place };

/** What a followed file needs of its workspace. */
export interface FollowParts {
  files: FileParts;
  /** Writes what collectors have accepted, so that it is known as duplicate. */
  flush(): Promise<void>;
  /** @throws AssayError refused for a file that the workspace itself writes. */
  refuseOwn(path: string): Promise<void>;
  /** What another followed file has to do with a file: it is at that one's path, or was and is read to its end, or was. */
  findOwner(identity: string, asking: object): Owner | null;
  /** Whether a path is followed by itself. */
  isFollowed(path: string): boolean;
  /** `.assay/follow` */
  folder: string;
  /** Of this user on this machine. */
  key: Buffer;
  /** One burst at a time: each uses all threads. */
  turns: Sequencer;
  log: Log;
  /** Something changed that a screen may show. */
  onChange(): void;
}
