import type { FollowedFile as WireFile, Following as WireFollowing } from "../../../contract/index.ts";
import type { FollowedFile } from "./followed-file.ts";
import type { Following } from "./follower.ts";

/** Files of one request that a snapshot lists: it is sent ten times a second. */
const maxListed = 20;

/** What is followed, as a snapshot has it. Cheap enough for ten times a second. */
export function toWireFollowings(followings: readonly Following[]): WireFollowing[] {
  return followings.map(({ id, request, isKept, files }) => {
    const isNamed = request.as === "file";
    const shown = [...files.values()].filter((file) => isNamed || !isPassedOver(file));
    const sorted = shown.sort(
      (a, b) => Number(b.error !== null) - Number(a.error !== null) || (b.lastLineAtMs ?? 0) - (a.lastLineAtMs ?? 0),
    );
    return {
      id,
      name: request.name,
      as: request.as,
      isKept,
      fileCount: shown.length,
      passedOver: files.size - shown.length,
      files: sorted.slice(0, maxListed).map(toWireFile),
    };
  });
}

/** Found in a folder, and no data: nothing is wrong with it. */
export const isPassedOver = ({ error }: FollowedFile): boolean => error?.code === "unrecognised" || error?.code === "refused";

function toWireFile(file: FollowedFile): WireFile {
  const { accepted, duplicates, quarantined, sizeBytes } = file.read();
  const problem = file.error ?? file.unanswered ?? file.notices.at(-1) ?? null;
  return {
    name: file.name,
    state: file.state,
    problem: problem && { message: problem.message, ...(problem.fix !== undefined && { fix: problem.fix }) },
    dialect: file.dialect,
    sizeBytes,
    behindBytes: file.behindBytes,
    lastLineAtMs: file.lastLineAtMs,
    linesLastMinute: file.rate.read().reduce((sum, count) => sum + count, 0),
    accepted,
    duplicates,
    quarantined,
  };
}
