import { resolve } from "node:path";
import type { Command } from "../command.ts";
import { jsonLine, printable } from "../output.ts";
import { usageError } from "../usage.ts";
import { getStateDir } from "../with-workspace.ts";

export const diffCommand: Command = {
  name: "diff",
  summary: "Compare two exports row by row",
  positionals: "A B",
  options: {},
  examples: (assay) => [`${assay} diff pairs labels || echo they differ`],
  notes:
    "Ends with 0 where both hold the same rows in the same files, and with 1 where they differ. Rows with one prompt are changed; where a row stands in its file does not count.",
  async run(context) {
    const { options, output } = context;
    const [a, b, ...more] = options.positionals;
    if (a === undefined || b === undefined || more.length > 0) throw usageError("diff takes two exports: A and B.", "diff");
    const { diffExports } = await import("../open-for-diff.ts");
    const folders = [a, b].map((folder) => resolve(context.cwd(), folder)) as [string, string];
    const diff = await diffExports(...folders, { stateDir: getStateDir(context), signal: context.stop });
    if (options.flag("json")) await output.write(jsonLine(diff));
    else {
      const lines = diff.files.map(
        ({ file, rows_a, rows_b, added, removed, changed, moved }) =>
          `${file}  ${rows_a} rows, then ${rows_b}: ${added} added, ${removed} removed, ${changed} changed, ${moved} moved here\n`,
      );
      const shown = diff.rows.map(({ change, file, line_a, line_b, prompt }) => {
        const at = [line_a === null ? "" : `A:${line_a}`, line_b === null ? "" : `B:${line_b}`].filter((one) => one !== "").join(" ");
        return `${change}  ${file} ${at}  ${printable(prompt)}\n`;
      });
      const others = diff.other_files.map(({ file, change }) => `${file}  ${change}\n`);
      await output.write([...lines, ...others, ...shown, diff.equal ? "The same rows.\n" : ""].join(""));
    }
    return diff.equal ? 0 : 1;
  },
};
