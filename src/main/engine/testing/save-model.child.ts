import { silentLog } from "../base/log.ts";
import { ModelStore } from "../models/model-store.ts";

/**
 * Run by model-store.test.ts as a process of its own: starts to add `source` to the store in `folder`, says "copying" once
 * the first piece is on disk, and then, when told to "stop", stands still until it is killed; else says how it ended.
 */
const [folder = "", source = "", then = ""] = process.argv.slice(2);
const store = await ModelStore.open({ folder, maxBytes: 1e12, native: false, log: silentLog });
const say = (word: string) => process.stdout.write(`${word}\n`);
try {
  await store.saveModel(source, {
    onProgress: () => {
      say("copying");
      if (then === "stop") Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
    },
  });
  say("saved");
} catch (thrown) {
  say(thrown instanceof Error && "code" in thrown ? String(thrown.code) : String(thrown));
}
