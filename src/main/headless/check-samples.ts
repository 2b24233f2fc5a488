import { type CheckName, checkNames, checkTexts, isCheckName } from "../../contract/index.ts";
import type { Workspace } from "../engine/index.ts";
import type { CommandContext } from "./command.ts";
import { checkDataset } from "./dataset-checked.ts";
import { jsonLine, table } from "./output.ts";
import { nearest, usageError } from "./usage.ts";
import { withWorkspace } from "./with-workspace.ts";

/** `assay samples --check [NAME…]` */
export function checkSamples(context: CommandContext): Promise<number> {
  const { options } = context;
  if (options.texts("tier").length > 0) throw usageError("--tier does not go with --check.", "samples");
  const names = [...new Set(options.positionals.map(readCheck))];
  return withWorkspace(context, true, (workspace) =>
    names.length === 0 ? countFound(context, workspace) : printFound(context, workspace, names),
  );
}

function readCheck(value: string): CheckName {
  if (isCheckName(value)) return value;
  const near = nearest(value, checkNames);
  throw usageError(`There is no check "${value}".${near ? ` Did you mean ${near}?` : ""} Checks: ${checkNames.join(", ")}.`, "samples");
}

async function countFound(context: CommandContext, workspace: Workspace): Promise<number> {
  const { options, output } = context;
  const { samples, counts } = await checkDataset(context, workspace);
  if (options.flag("json")) await output.write(jsonLine({ samples, checks: counts.map(({ check, count }) => ({ check, found: count })) }));
  else {
    const columns = [
      { title: "found", align: "right" },
      { title: "check", align: "left" },
      { title: "what it finds", align: "left" },
    ] as const;
    const rows = counts.map(({ check, count }) => [String(count), check, checkTexts[check].help]);
    await output.write(`${samples} samples checked.\n${table(columns, rows)}`);
  }
  return counts.some(({ count }) => count > 0) ? 1 : 0;
}

/** The lines of the samples that any of the checks finds, in the order of the dataset. */
async function printFound(context: CommandContext, workspace: Workspace, names: readonly CheckName[]): Promise<number> {
  const { options, output } = context;
  await checkDataset(context, workspace);
  const isJson = options.flag("json");
  let found = 0;
  for (const ref of workspace.dataset.foundByAny(names)) {
    const { raw } = await workspace.curation.getSample({ ref });
    const line = raw.trimEnd();
    await output.write(isJson ? `${found === 0 ? "[" : ",\n"}${line}` : `${line}\n`);
    found++;
  }
  if (isJson) await output.write(found === 0 ? "[]\n" : "]\n");
  return found > 0 ? 1 : 0;
}
