import { join } from "node:path";
import type { Context } from "./lib/part.ts";
import { firstLine } from "./lib/row.ts";
import { parts } from "./parts/index.ts";

/** Runs one part in its own process, so that a crash, leak or warm cache cannot affect other parts. */
process.on("disconnect", () => process.exit(1));
process.once("message", async (message) => {
  const { name, context } = message as { name: string; context: Context };
  // One state folder for this process and its children: an index is reused only with the key that marked it.
  process.env.ASSAY_HOME = join(context.folder, "home");
  const load = parts[name];
  try {
    if (!load) throw new Error(`there is no part ${name}`);
    const measure = await load();
    process.send?.({ result: await measure(context) }, () => process.exit(0));
  } catch (thrown) {
    process.stderr.write(`${thrown instanceof Error ? thrown.stack : thrown}\n`);
    process.send?.({ failed: firstLine(thrown) }, () => process.exit(1));
  }
});
