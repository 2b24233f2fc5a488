import { createStore } from "zustand";
import type { Grant, ImportKind } from "../../contract/index.ts";
import { navigate } from "../state/navigation.ts";
import { tell } from "../state/queries.ts";
import { transport } from "../transport/index.ts";
import { reportFailure } from "./notify.ts";

export interface ImportOptions {
  kind: ImportKind;
  keepDuplicates: boolean;
}
export const standardImport: ImportOptions = { kind: "auto", keepDuplicates: false };

/** Files on their way to the host: in a browser tab that is an upload and takes a while. */
export const handoverStore = createStore<{ files: { id: number; name: string; sizeBytes: number; to: "import" | "models" }[] }>(() => ({
  files: [],
}));
let lastId = 0;

async function grantAll(files: File[], to: "import" | "models"): Promise<Grant[]> {
  const waiting = files.map((file) => {
    lastId += 1;
    return { file, entry: { id: lastId, name: file.name, sizeBytes: file.size, to } };
  });
  handoverStore.setState((before) => ({ files: [...before.files, ...waiting.map(({ entry }) => entry)] }));
  const grants: Grant[] = [];
  for (const { file, entry } of waiting) {
    const answer = await transport.grantFile(file);
    handoverStore.setState((before) => ({ files: before.files.filter((other) => other.id !== entry.id) }));
    if (answer.ok) grants.push(answer.value);
    else reportFailure(answer.error);
  }
  return grants;
}

const perCall = 1000;

/** Hands JSONL files over, starts their import and shows the Import view. What fails is said in a notification. */
export async function importFiles(files: File[], options: ImportOptions = standardImport): Promise<void> {
  if (files.length === 0) return;
  navigate("import");
  const grants = await grantAll(files, "import");
  for (let at = 0; at < grants.length; at += perCall) {
    await tell("imports.start", { grants: grants.slice(at, at + perCall).map((grant) => grant.id), ...options });
  }
}

const modelsPerCall = 100;

/** Hands model files over, starts copying them in and shows the Models view. */
export async function importModels(files: File[]): Promise<void> {
  if (files.length === 0) return;
  navigate("models");
  const grants = await grantAll(files, "models");
  for (let at = 0; at < grants.length; at += modelsPerCall) {
    await tell("models.import", { grants: grants.slice(at, at + modelsPerCall).map((grant) => grant.id) });
  }
}
