import { Readable } from "node:stream";
import type { Workspace } from "../../engine/index.ts";
import { runCli } from "../run.ts";

export interface Ran {
  code: number;
  stdout: string;
  stderr: string;
}

/** Runs a command line in this process, on the real engine, from source. */
export async function runAssay(
  argv: readonly string[],
  options: {
    stdin?: Uint8Array[] | Readable;
    env?: Record<string, string>;
    cwd?: string;
    stop?: AbortSignal;
    /** Open in this process already. */
    workspace?: Workspace;
    onStdout?: (text: string) => void;
  } = {},
): Promise<Ran> {
  let stdout = "";
  let stderr = "";
  const code = await runCli(argv, {
    output: {
      write: async (text) => {
        const written = typeof text === "string" ? text : Buffer.from(text).toString();
        stdout += written;
        options.onStdout?.(written);
      },
      note: (line) => {
        stderr += `${line}\n`;
      },
      progress: () => {},
    },
    stdin: options.stdin instanceof Readable ? options.stdin : Readable.from(options.stdin ?? []),
    stderr: { write: (text) => (stderr += text) },
    env: { ASSAY_HOME: process.env.ASSAY_HOME, ...options.env },
    cwd: () => options.cwd ?? process.cwd(),
    places: {
      importWorkerUrl: new URL("../../engine/workspace/import-worker.ts", import.meta.url),
      clickhouseProcessUrl: new URL("../clickhouse/clickhouse-process.ts", import.meta.url),
      rendererDir: import.meta.dirname,
      resourcesDir: import.meta.dirname,
      version: "1.2.3",
    },
    stop: options.stop ?? new AbortController().signal,
    ...(options.workspace && { workspace: options.workspace }),
  });
  return { code, stdout, stderr };
}
