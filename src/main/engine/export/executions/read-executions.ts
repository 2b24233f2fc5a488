import type { ExecutionExport, ExecutionFilter, ExportMade, Input, Output, Signal } from "../../../../contract/index.ts";
import { readExecutionLines } from "../../queries/execution-lines.ts";
import { type ExecutionParts, listExecutions } from "../../queries/executions.ts";
import { exportLake, type LakeMade } from "../lake/export-lake.ts";
import type { Destination } from "../write/destination.ts";
import { tableHead, toFileLine } from "./execution-table.ts";
import { exportExecutions } from "./export-executions.ts";

/** What commands ask about executions, of a workspace that is read or of one that is open. */
export interface ExecutionsRead {
  /** `executions.list` @throws AssayError as `stats`. */
  list(input: Input<"executions.list">): Promise<Output<"executions.list">>;
  /** Writes them as one file; see `exportExecutions`. @param out.path absolute. */
  export(
    request: ExecutionExport,
    out: { path: string; replace: boolean },
    onProgress: (rows: number, totalRows: number) => void,
  ): Promise<ExportMade>;
  /** Writes them as a lake; see `exportLake`. @param out.path absolute. */
  exportLake(
    filter: ExecutionFilter,
    out: { path: string; replace: boolean },
    onProgress: (rows: number, totalRows: number) => void,
  ): Promise<LakeMade>;
  /** Hands over what a file of them would hold, in pieces. Not for Parquet. */
  write(request: ExecutionExport, write: (bytes: Buffer) => Promise<void>): Promise<void>;
}

/** @param parts of an index that is in sync. @param workspace see `Destination`. */
export function readExecutions(parts: () => Promise<ExecutionParts>, workspace: Destination["workspace"], signal: Signal): ExecutionsRead {
  return {
    list: async (input) => listExecutions(await parts(), input, signal),
    export: async (request, out, onProgress) =>
      exportExecutions(await parts(), request, { ...out, workspace, as: "file" }, { signal, onProgress }),
    exportLake: async (filter, out, onProgress) => exportLake(await parts(), filter, { ...out, workspace }, { signal, onProgress }),
    write: async (request, write) => {
      const { format } = request;
      if (tableHead(format) !== "") await write(Buffer.from(tableHead(format)));
      const take = (lines: readonly Buffer[]) => write(Buffer.concat(lines.map((line) => toFileLine(format, line))));
      await readExecutionLines(await parts(), request, take, signal);
    },
  };
}
