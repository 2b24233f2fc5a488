import { join } from "node:path";
import type { Context } from "./lib/part.ts";
import { firstLine } from "./lib/row.ts";
import { parts } from "./parts/index.ts";

/** One part in a process of its own: a crash, a leak or a warm cache of one cannot touch the numbers of another. */
process.on("disconnect", () => process.exit(1));
process.once("message", async (message) => {
  const { name, context } = message as { name: string; context: Context };
  // One state folder for this process and those it starts: an index is used again only by who has the key that marked it.
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
