import { join } from "node:path";
import { AssayError } from "../../../contract/index.ts";
import { Sequencer } from "../async/sequencer.ts";
import type { Log } from "../base/log.ts";
import type { DataCollector } from "../collector/collector.ts";
import { isBelow } from "../files/linked-file.ts";
import { statNamed, toRealPath } from "../files/named-file.ts";
import { Follower } from "../following/follower.ts";
import { KeptRequests } from "../following/kept-requests.ts";
import { ensureIndexKey } from "../store/index-key.ts";
import { getFileParts, type IntakeParts } from "./intake.ts";
import { findOwnFile, refuseOwnFile } from "./own-files.ts";
import type { WorkspacePaths } from "./workspace-files.ts";

/** What follows files into a workspace; it follows none yet. @param stateDir of this user on this machine, with the key that signs places. */
export async function createFollower(
  parts: IntakeParts & { collector: DataCollector; log: Log },
  stateDir: string,
  onChange: () => void,
): Promise<Follower> {
  const { paths, journals, collector, log } = parts;
  const key = await ensureIndexKey(stateDir, log);
  const needs = {
    files: getFileParts(parts),
    flush: () => collector.flush(),
    refuseOwn: async (path: string) => {
      const own = await findOwnFile(paths, journals, await statNamed(path));
      if (own?.channel === null) throw refuseOwnFile(own);
      if (own) throw refuseOwnFile({ ...own, advice: "Its lines are in this workspace already." });
      if (ownFolders(paths).some((folder) => isBelow(folder, path))) throw ownFolder(path);
      const real = await toRealPath(path);
      if (ownFolders(paths).some((folder) => isBelow(folder, real))) throw ownFolder(path);
    },
    folder: join(paths.cache, "follow"),
    key,
    turns: new Sequencer(),
    log,
    onChange,
  };
  return new Follower(needs, new KeptRequests(stateDir, paths.root));
}

const ownFolders = ({ output, models, exports, snapshots, cache }: WorkspacePaths) => [output, models, exports, snapshots, cache];

const ownFolder = (path: string) =>
  new AssayError("refused", `${path} lies in a folder that this workspace writes itself, so it is not followed.`, {
    where: path,
    fix: "Let the program write its file somewhere else.",
  });
