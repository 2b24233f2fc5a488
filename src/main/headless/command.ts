import type { Log } from "../engine/index.ts";
import type { Output } from "./output.ts";

/** One option of a command. */
export interface OptionSpec {
  type: "string" | "boolean";
  /** May be given several times. */
  multiple?: boolean;
  required?: boolean;
  /** What stands for the value in the help, for example DIR. */
  value?: string;
  help: string;
}

export type OptionSpecs = Readonly<Record<string, OptionSpec>>;

/** Where the program's own parts are; computed in the entry file, because bundlers move everything else. */
export interface Places {
  importWorkerUrl: URL;
  rendererDir: string;
  resourcesDir: string;
  version: string;
}

/** What a command works with: its options, and everything of the process it may touch. */
export interface CommandContext {
  options: Arguments;
  output: Output;
  stdin: NodeJS.ReadableStream;
  env: Readonly<Record<string, string | undefined>>;
  places: Places;
  log: Log;
  /** Aborted by the first Ctrl-C or SIGTERM: flush and come back. */
  stop: AbortSignal;
}

export interface Arguments {
  positionals: string[];
  text(name: string): string | undefined;
  texts(name: string): string[];
  flag(name: string): boolean;
}

export interface Command {
  name: string;
  summary: string;
  /** Absent: the command takes `--json`. False: its answers are lines of JSON in any case. */
  takesJson?: false;
  /** After the name in the usage line, for example "FILE…". */
  positionals: string;
  options: OptionSpecs;
  /** A command line, and what there is to know about it; at the end of the help. */
  example: string;
  /** @returns the exit code: 0, or 1 when there are findings. Throws `AssayError` to fail. */
  run(context: CommandContext): Promise<number>;
}

/** Options that every command takes. */
export const commonOptions = {
  json: { type: "boolean", help: "One JSON document on stdout" },
  verbose: { type: "boolean", help: "The log on stderr, one JSON object a line" },
  help: { type: "boolean", help: "This text" },
} as const satisfies OptionSpecs;

export const workspaceOption = { type: "string", required: true, value: "DIR", help: "The workspace" } as const satisfies OptionSpec;
