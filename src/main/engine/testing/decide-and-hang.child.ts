import type { CurationAction } from "../../../contract/index.ts";
import { silentLog } from "../base/log.ts";
import { openWorkspace } from "../workspace/open-workspace.ts";
import { importWorkerUrl, partsOf } from "./open-temporary.ts";

// Decides without pause in a workspace, and says how many decisions are in force after each answer, until it is killed.
const workspace = await openWorkspace({ path: process.argv[2] ?? "", importWorkerUrl, log: silentLog });
const seed = Number(process.argv[3]);
const { curation, collector } = workspace;
const rows = await partsOf(workspace).index.db.all<{ key: string }>("SELECT key FROM comparisons ORDER BY off");
for (let i = seed; ; i++) {
  const comparison = rows[i % rows.length]?.key ?? "";
  const page = await curation.listSamples({ filter: {}, limit: 50 });
  const sample = page.rows[i % Math.max(1, page.rows.length)]?.ref ?? "";
  const actions: CurationAction[] =
    i % 4 === 3 && sample !== ""
      ? [i % 8 === 3 ? { type: "demote", sample } : { type: "edit", sample, output: `edit ${i}` }]
      : [{ type: "promote", comparison, position: i % 2, tier: i % 3 ? "gold" : "bronze" }];
  if (i % 11 === 10) await curation.undo().catch(() => {});
  else await curation.apply(actions);
  const receipt = await collector.collectTrainingSample({
    sample_id: `live-${seed}-${i}`,
    created_at: 1_600_000_000,
    source_trace_id: "t",
    tier: "silver",
    input: "q",
    output: "a".repeat(i % 300),
    validation: { quality_score: 0.8, validated: true },
  });
  if (i % 5 === 0) void collector.flush().catch(() => {});
  if (i % 7 === 0) await Promise.all([curation.flush(), receipt.status === "accepted" ? receipt.durable : null, collector.flush()]);
  process.stdout.write(`${JSON.stringify(curation.state())}\n`);
}
