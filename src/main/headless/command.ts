import type { Log, Workspace } from "../engine/index.ts";
import type { TakenSoFar } from "./door/hand-over.ts";
import type { Output } from "./output.ts";

/** One option of a command. */
export interface OptionSpec {
  type: "string" | "boolean";
  /** May be given several times. */
  multiple?: boolean;
  required?: boolean;
  /** Its value where none follows; a value is digits then. */
  implied?: string;
  /** Placeholder of the value in the help, for example DIR. */
  value?: string;
  help: string;
}

export type OptionSpecs = Readonly<Record<string, OptionSpec>>;

/** Paths of the program's own parts, computed in the entry file. */
export interface Places {
  importWorkerUrl: URL;
  /** The process that talks with a ClickHouse server. Only the command line's own entry names it: no window has it. */
  clickhouseProcessUrl?: URL;
  rendererDir: string;
  resourcesDir: string;
  version: string;
}

/** The parts of the process that the command line uses. */
export interface Surroundings {
  output: Output;
  stdin: NodeJS.ReadableStream;
  stderr: { write(text: string): unknown };
  env: Readonly<Record<string, string | undefined>>;
  cwd(): string;
  places: Places;
  stop: AbortSignal;
  /** See `CommandContext`. */
  workspace?: Workspace;
  before?: TakenSoFar | undefined;
  onDurable?: (lines: number, inputLines: number) => void;
  onHandOver?: (taken?: TakenSoFar) => void;
}

/** Runs one command line; see run.ts. */
export type RunCli = (argv: readonly string[], surroundings: Surroundings) => Promise<number>;

/** A command's options and everything of the process that it may use. */
export interface CommandContext {
  options: Arguments;
  output: Output;
  stdin: NodeJS.ReadableStream;
  env: Readonly<Record<string, string | undefined>>;
  /** The current folder; absolute. @throws the system's error when it is gone. */
  cwd(): string;
  places: Places;
  log: Log;
  /** For command lines of other processes. */
  runCli: RunCli;
  /** Open in this process already, which another process asks to run the command: that workspace, and no other, is meant. */
  workspace: Workspace | undefined;
  /** Whether a process that has the workspace open is looked for before the engine is loaded; false once it did not answer. */
  looksForOwner: boolean;
  /** What other processes took of stdin before they handed it over. */
  before: TakenSoFar | undefined;
  /** Told how many lines of stdin are on disk, without blank ones and with them. */
  onDurable: (lines: number, inputLines: number) => void;
  /** Told that the command was handed over, and what was taken of stdin if it reads that. */
  onHandOver: (taken?: TakenSoFar) => void;
  /** Aborted by the first Ctrl-C or SIGTERM: flush and return. */
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
  /** False for a command that always answers with lines of JSON and so has no `--json`. */
  takesJson?: false;
  /** After the name in the usage line, for example "FILE…". */
  positionals: string;
  options: OptionSpecs;
  /** Commands to type, at the end of the help; DIR is a workspace. @param assay how the command line is started. */
  examples(assay: string): string[];
  /** The help about what the positionals name, in the place of that of the command; undefined where they name nothing known. */
  helpOn?(positionals: readonly string[]): Promise<string | undefined>;
  /** Sentences below the examples. */
  notes?: string;
  /** @returns the exit code: 0, or 1 when there are findings. Throws `AssayError` to fail. */
  run(context: CommandContext): Promise<number>;
}

/** Options that every command takes. */
export const commonOptions = {
  json: { type: "boolean", help: "Print one JSON document to stdout" },
  verbose: { type: "boolean", help: "Write the log to stderr, one JSON object a line" },
  help: { type: "boolean", help: "Show this help" },
} as const satisfies OptionSpecs;

export const workspaceOption = {
  type: "string",
  value: "DIR",
  help: "Workspace folder; default: ASSAY_WORKSPACE, else the current folder if it is one, else the last one opened",
} as const satisfies OptionSpec;
