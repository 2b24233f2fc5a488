import { createStore } from "zustand";
import type { Grant, ImportKind } from "../../contract/index.ts";
import { navigate } from "../state/navigation.ts";
import { reportFailure } from "../state/notify.ts";
import { mutate } from "../state/queries.ts";
import { transport } from "../transport/index.ts";

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
 * Hands files over, several at once, and starts what is to be done with them as they come, in their order. Resolves when all are started.
 * @param start is given at most `perCall` grants, and is not called again before it has answered.
 */
async function handOver(
  files: File[],
  to: "import" | "models",
  perCall: number,
  start: (grants: string[]) => Promise<unknown>,
): Promise<void> {
  const entries = files.map((file) => ({ id: ++lastId, name: file.name, sizeBytes: file.size, to }));
  handoverStore.setState((before) => ({ files: [...before.files, ...entries] }));
  const answers: (Grant | null | undefined)[] = new Array(files.length).fill(undefined);
  let next = 0;
  let started = 0;
  let failures = 0;
  let starting: Promise<void> | null = null;
  const startReady = async () => {
    for (;;) {
      const grants: string[] = [];
      for (let answer = answers[started]; answer !== undefined && grants.length < perCall; answer = answers[started]) {
        if (answer !== null) grants.push(answer.id);
        started++;
      }
      if (grants.length === 0) return;
      await start(grants);
    }
  };
  const handOverOnes = async () => {
    for (let at = next++; at < files.length; at = next++) {
      const answer = await transport.grantFile(files[at] as File);
      answers[at] = answer.ok ? answer.value : null;
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
export async function importFiles(files: File[], options: ImportOptions = defaultImport): Promise<void> {
  if (files.length === 0) return;
  navigate("import");
  await handOver(files, "import", 1000, (grants) => mutate("imports.start", { grants, ...options }));
}

/** Hands model files over, starts copying them in and shows the Models view. */
export async function importModels(files: File[]): Promise<void> {
  if (files.length === 0) return;
  navigate("models");
  await handOver(files, "models", 100, (grants) => mutate("models.import", { grants }));
}
