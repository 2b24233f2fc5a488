import { maxCompanionBytes } from "../ingest/conversion/read-companions.ts";
import type { UsableFile } from "./grants.ts";

/**
 * Files that are imported together, each of them there until the last one is done: one may say something about another, and the copies of uploads
 * are removed when they are done. Files too large to say anything about others go at once.
 */
export function keepTogether(files: readonly UsableFile[]): UsableFile[] {
  const waiting = new Set(files);
  const ended: UsableFile[] = [];
  return files.map((file) => ({
    ...file,
    done: async () => {
      if (!waiting.delete(file)) return;
      if (file.sizeBytes > maxCompanionBytes) await file.done();
      else ended.push(file);
      if (waiting.size === 0) await Promise.all(ended.map((one) => one.done()));
    },
  }));
}
