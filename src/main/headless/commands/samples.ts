import { checkNames } from "../../../contract/index.ts";
import { checkSamples } from "../check-samples.ts";
import { type Command, workspaceOption } from "../command.ts";
import { printable } from "../output.ts";
import { usageError } from "../usage.ts";
import { readTier } from "../values.ts";
import { withReader } from "../with-workspace.ts";

export const samplesCommand: Command = {
  name: "samples",
  summary: "Print the dataset as JSONL, or check it",
  positionals: "[--check [NAME…]]",
  options: {
    workspace: workspaceOption,
    tier: { type: "string", multiple: true, value: "TIER", help: "gold, silver or bronze; may be given several times" },
    check: { type: "boolean", help: "Count what each check finds; with names of checks, print the samples that they find" },
  },
  examples: (assay) => [
    `${assay} samples --workspace DIR --tier gold > gold.jsonl`,
    `${assay} samples --workspace DIR | head -n 1`,
    `${assay} samples --check --workspace DIR`,
    `${assay} samples --check refusal secret --workspace DIR`,
  ],
  notes: `The checks: ${checkNames.join(", ")}. --check ends with 1 where it finds a sample; nothing is changed.`,
  async run(context) {
    if (context.options.flag("check")) return checkSamples(context);
    if (context.options.positionals.length > 0) throw usageError(`samples takes no ${context.options.positionals[0]}.`, "samples");
    const tiers = [...new Set(context.options.texts("tier").map(readTier))];
    await withReader(context, async (reader) => {
      const lines = reader.samples(tiers.length === 0 ? {} : { tiers });
      if (context.options.flag("json")) await writeArray(lines, context.output.write);
      else for await (const line of lines) await context.output.write(`${withoutEnd(line)}\n`);
      for (const note of await reader.leftOutNotes()) context.output.note(printable(note));
    });
    return 0;
  },
};

/** A JSON array of the lines, byte for byte. */
async function writeArray(lines: AsyncIterable<string>, write: (text: string) => Promise<void>): Promise<void> {
  let before = "[";
  for await (const line of lines) {
    await write(`${before}${withoutEnd(line)}`);
    before = ",\n";
  }
  await write(before === "[" ? "[]\n" : "]\n");
}

function withoutEnd(line: string): string {
  return line.endsWith("\n") ? line.slice(0, -1) : line;
}
