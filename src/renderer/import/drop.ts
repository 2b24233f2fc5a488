import { createStore } from "zustand";
import type { ImportKind } from "../../contract/index.ts";
import { navigate } from "../state/navigation.ts";
import { reportFailure } from "../state/notify.ts";
import { mutate } from "../state/queries.ts";
import { transport } from "../transport/index.ts";
import { type DroppedFile, GroupedAnswers, groupByFolder } from "./hand-over-groups.ts";

export interface ImportOptions {
  kind: ImportKind;
  keepDuplicates: boolean;
}
export const defaultImport: ImportOptions = { kind: "auto", keepDuplicates: false };

/** Files on their way to the host: in a browser tab that is an upload and takes a while. */
export const handoverStore = createStore<{ files: { id: number; name: string; sizeBytes: number; to: "import" | "models" }[] }>(() => ({
  files: [],
}));
let lastId = 0;

/** A browser keeps no more connections to one host busy anyway. */
const handoversAtOnce = 6;
/** So many failures are said one by one; the rest is counted. */
const maxFailuresSaid = 3;

/**
 * Hands files over, several at once, and starts what is to be done with a group of them once all of it is there, the groups in their order.
 * Resolves when all are started.
 * @param start is given the grants of one group, and is not called again before it has answered.
 */
async function handOver(groups: File[][], to: "import" | "models", start: (grants: string[]) => Promise<unknown>): Promise<void> {
  const files = groups.flat();
  const entries = files.map((file) => ({ id: ++lastId, name: file.name, sizeBytes: file.size, to }));
  handoverStore.setState((before) => ({ files: [...before.files, ...entries] }));
  const answers = new GroupedAnswers(groups.map(({ length }) => length));
  let next = 0;
  let failures = 0;
  let starting: Promise<void> | null = null;
  const startReady = async () => {
    for (let grants = answers.next(); grants !== undefined; grants = answers.next()) if (grants.length > 0) await start(grants);
  };
  const handOverOnes = async () => {
    for (let at = next++; at < files.length; at = next++) {
      const answer = await transport.grantFile(files[at] as File);
      answers.set(at, answer.ok ? answer.value.id : null);
      if (!answer.ok && ++failures <= maxFailuresSaid) reportFailure(answer.error);
      const { id } = entries[at] as (typeof entries)[number];
      handoverStore.setState((before) => ({ files: before.files.filter((other) => other.id !== id) }));
      starting ??= startReady().finally(() => {
        starting = null;
      });
    }
  };
  await Promise.all(Array.from({ length: handoversAtOnce }, handOverOnes));
  await starting;
  await startReady();
  if (failures > maxFailuresSaid) {
    reportFailure({ code: "io", message: `${failures - maxFailuresSaid} more files could not be uploaded.`, fix: "Drop them again." });
  }
}

/** Hands data files over, starts their import and shows the Import view. What fails is said in a notification. */
export async function importFiles(files: readonly DroppedFile[], options: ImportOptions = defaultImport): Promise<void> {
  if (files.length === 0) return;
  navigate("import");
  await handOver(groupByFolder(files), "import", (grants) => mutate("imports.start", { grants, ...options }));
}

/** Hands model files over, starts copying them in and shows the Models view. */
export async function importModels(files: File[]): Promise<void> {
  if (files.length === 0) return;
  navigate("models");
  const alone = files.map((file) => [file]);
  await handOver(alone, "models", (grants) => mutate("models.import", { grants }));
}
