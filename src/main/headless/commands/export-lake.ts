import { resolve } from "node:path";
import type { ExecutionFilter } from "../../../contract/index.ts";
import { lakeTarget } from "../../engine/index.ts";
import type { CommandContext } from "../command.ts";
import { readExportRequest } from "../export-arguments.ts";
import { jsonLine, printable } from "../output.ts";
import { usageError } from "../usage.ts";
import { withReader } from "../with-workspace.ts";

/** `assay export --target parquet-lake`: the executions as files by day and engine. */
export async function exportLake(context: CommandContext): Promise<number> {
  const { options, output } = context;
  const { target: _target, filter = {}, ...more } = readExportRequest(options);
  const [other] = Object.keys(more);
  if (other !== undefined) throw usageError(`--target ${lakeTarget} takes --filter, --out, --force, --dry-run and --json alone.`, "export");
  const [out, isDryRun] = [options.text("out"), options.flag("dry-run")];
  if (out === undefined && !isDryRun) throw usageError("--out PATH is missing.", "export");
  return withReader(context, async (reader) => {
    const { total } = await reader.executions.list({ filter: filter as ExecutionFilter, sort: "arrival", limit: 1 });
    if (out === undefined || isDryRun || total === 0) {
      if (options.flag("json")) await output.write(jsonLine({ target: lakeTarget, dry_run: true, rows: total }));
      else await output.write(total === 0 ? "No execution matches: nothing is written.\n" : `${total} executions would be written.\n`);
      return total === 0 ? 1 : 0;
    }
    const destination = { path: resolve(context.cwd(), out), replace: options.flag("force") };
    const made = await reader.executions.exportLake(filter as ExecutionFilter, destination, (rows, totalRows) =>
      output.progress(`${rows} of ${totalRows} rows`),
    );
    output.progress("");
    const sizeBytes = made.files.reduce((sum, file) => sum + file.sizeBytes, 0);
    if (options.flag("json"))
      await output.write(
        jsonLine({ target: lakeTarget, path: made.path, rows: made.rows, files: made.files.length, size_bytes: sizeBytes }),
      );
    else
      await output.write(
        `Wrote ${printable(made.path)}: ${made.rows} ${made.rows === 1 ? "row" : "rows"} in ${made.files.length} ${made.files.length === 1 ? "file" : "files"} by day and engine, ${sizeBytes} bytes.\n`,
      );
    for (const note of await reader.leftOutNotes()) output.note(printable(note));
    return 0;
  });
}
