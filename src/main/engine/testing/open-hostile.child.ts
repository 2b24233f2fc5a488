import { join } from "node:path";
import { toErrorValue } from "../../../contract/index.ts";
import { silentLog } from "../base/log.ts";
import { DraftStore } from "../drafts/draft-store.ts";
import { createUpload } from "../files/upload-folder.ts";
import { openWorkspace } from "../workspace/open-workspace.ts";
import { ViewState } from "../workspace/view-state.ts";
import { exportInto } from "./export-into.ts";
import { importWorkerUrl } from "./open-temporary.ts";

/**
 * Opens the workspaces named on the command line one after the other and does in each what a person does, as far as it gets. Writes a
 * line of JSON for each: everything that was said about it.
 */
for (const path of process.argv.slice(2)) {
  const said: string[] = [];
  const attempt = async (work: () => Promise<unknown>) => {
    try {
      await work();
    } catch (thrown) {
      const { code, message, fix = "" } = toErrorValue(thrown);
      said.push(`${code}: ${message} ${fix}`);
    }
  };
  await attempt(async () => {
    const workspace = await openWorkspace({ path, importWorkerUrl, log: silentLog });
    try {
      await attempt(() => workspace.models.verify());
      said.push(...workspace.health.map(({ message }) => message));
      await attempt(() => workspace.stats({ successfulOnly: false, percentiles: [50] }));
      await attempt(async () => said.push(...(await workspace.verify({ repair: false })).problems));
      await attempt(() => exportInto(workspace, { target: "jsonl" }));
      await attempt(() => workspace.queues.create({ name: "q", filter: {}, order: "random", blind: true, mask: true }));
      await attempt(() => workspace.snapshots.create({ name: "s" }));
      const viewState = new ViewState(workspace.paths.cache);
      await attempt(() => viewState.get());
      await attempt(() => viewState.set("{}"));
      const drafts = new DraftStore({ folder: join(workspace.paths.root, "drafts"), log: silentLog, onChange: () => {} });
      await attempt(async () => said.push(...(await drafts.list()).findings));
      const fields = { note: { text: "typed", basedOn: "" } };
      await attempt(() => drafts.put({ kind: "note", target: "c-1", fields, editedAtMs: Date.now(), writer: "w" }));
      await attempt(() => drafts.get({ kind: "note", target: "c-1" }));
      await attempt(() => drafts.close());
      await attempt(async () => {
        const upload = await createUpload(path);
        await upload.file.close();
        await upload.remove();
      });
    } finally {
      await attempt(() => workspace.close());
    }
  });
  process.stdout.write(`${JSON.stringify({ path, said })}\n`);
}
