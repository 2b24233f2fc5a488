import { AssayError, type ErrorValue, exitCodeOf, toErrorValue } from "../../contract/index.ts";
import { formatLogLine, type Log, silentLog } from "../engine/index.ts";
import { type Command, type CommandContext, commonOptions, type Places } from "./command.ts";
import { commands } from "./commands/index.ts";
import { commandHelp, generalHelp } from "./help.ts";
import { jsonLine, type Output, OutputClosed, printable } from "./output.ts";
import { parseCommand } from "./parse.ts";
import { hintAt, nearest, usageError } from "./usage.ts";

/** The parts of the process that the command line uses. */
export interface Surroundings {
  output: Output;
  stdin: NodeJS.ReadableStream;
  stderr: { write(text: string): unknown };
  env: Readonly<Record<string, string | undefined>>;
  cwd(): string;
  places: Places;
  stop: AbortSignal;
}

/**
 * Runs one command line. Never rejects: a failure is a message on stderr, and with `--json` also a document on stdout.
 * @returns the exit code (contract/errors.ts).
 */
export async function runCli(argv: readonly string[], surroundings: Surroundings): Promise<number> {
  const { output } = surroundings;
  const verbose = argv.includes("--verbose");
  const log: Log = verbose ? (level, event, fields) => surroundings.stderr.write(formatLogLine(level, event, fields)) : silentLog;
  try {
    return await dispatch(argv, surroundings, log);
  } catch (thrown) {
    if (thrown instanceof OutputClosed) return 0;
    const error = toErrorValue(thrown);
    if (!(thrown instanceof AssayError)) log("error", "bug", { stack: thrown instanceof Error ? thrown.stack : String(thrown) });
    output.note(printable(sentence(error)));
    if (argv.includes("--json")) await output.write(jsonLine({ error })).catch(() => {});
    return exitCodeOf[error.code];
  }
}

async function dispatch(argv: readonly string[], surroundings: Surroundings, log: Log): Promise<number> {
  const { output, places } = surroundings;
  const [name, ...rest] = argv;
  if (name === undefined || name === "help" || name === "--help" || name === "-h") {
    await output.write(generalHelp(commands, places.version));
    return name === undefined ? exitCodeOf.invalid_argument : 0;
  }
  if (name === "--version") {
    await output.write(`${places.version}\n`);
    return 0;
  }
  const command = commands.find((candidate) => candidate.name === name);
  if (!command) throw unknownCommand(name);
  const options = parseCommand(command, rest);
  if (options.flag("help")) {
    await output.write(commandHelp(command));
    return 0;
  }
  const context: CommandContext = {
    options,
    output,
    stdin: surroundings.stdin,
    env: surroundings.env,
    cwd: surroundings.cwd,
    places,
    log,
    stop: surroundings.stop,
  };
  try {
    return await command.run(context);
  } catch (thrown) {
    throw hintAt(thrown, command.name);
  }
}

function unknownCommand(name: string): AssayError {
  const known: Pick<Command, "name">[] = [...commands];
  if (name.startsWith("-"))
    return usageError(
      `${name} comes after the command${Object.hasOwn(commonOptions, name.slice(2)) ? "" : ", if there is such an option"}.`,
    );
  const near = nearest(
    name,
    known.map((command) => command.name),
  );
  return usageError(`There is no command "${name}".${near ? ` Did you mean ${near}?` : ""}`);
}

function sentence({ message, fix }: ErrorValue): string {
  return `assay: ${message}${fix === undefined ? "" : ` ${fix}`}`;
}
