import { setTimeout as wait } from "node:timers/promises";
import { AssayError, type ErrorValue, exitCodeOf, toErrorValue } from "../../contract/index.ts";
import { formatLogLine, type Log, silentLog } from "../engine/index.ts";
import { type Command, type CommandContext, commonOptions, type Surroundings } from "./command.ts";
import { commands } from "./commands/index.ts";
import { goOnElsewhere } from "./door/hand-over.ts";
import { OwnerHasIt, ownCommands } from "./door/owner-has-it.ts";
import type { ResumableInput } from "./door/resumable-input.ts";
import { commandHelp, generalHelp } from "./help.ts";
import { jsonLine, OutputClosed, printable } from "./output.ts";
import { parseCommand } from "./parse.ts";
import { hintAt, nearest, usageError } from "./usage.ts";

/** How long an owner that listens no more may take to close the workspace. */
const handOverMs = 10_000;
/** The same where it has handed the command over: its index may have much to take yet. */
const closingMs = 60_000;

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
    await output.write((await command.helpOn?.(options.positionals)) ?? commandHelp(command));
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
    runCli,
    workspace: surroundings.workspace,
    looksForOwner: !ownCommands.has(command.name),
    before: surroundings.before,
    onDurable: surroundings.onDurable ?? (() => {}),
    onHandOver: surroundings.onHandOver ?? (() => {}),
  };
  try {
    return await runHereOrThere(context, command, argv, surroundings);
  } catch (thrown) {
    throw hintAt(thrown, command.name);
  }
}

/** Where another process has the workspace open, the command is run by that one; when that one ends first, by the next, or here. */
async function runHereOrThere(context: CommandContext, command: Command, argv: readonly string[], here: Surroundings): Promise<number> {
  let until = performance.now() + handOverMs;
  let { looksForOwner, before } = context;
  let input: ResumableInput | undefined;
  for (;;) {
    try {
      const stdin = before === undefined ? undefined : input?.stream();
      return await command.run({ ...context, looksForOwner, before, ...(stdin && { stdin }) });
    } catch (thrown) {
      if (ownCommands.has(command.name) || !(thrown instanceof AssayError) || thrown.code !== "in_use") throw thrown;
      // Its door goes before its lock.
      if (!(thrown instanceof OwnerHasIt) && input === undefined) throw thrown;
      const [{ askOwner }, { ResumableInput }] = await Promise.all([import("./door/ask-owner.ts"), import("./door/resumable-input.ts")]);
      input ??= new ResumableInput(here.stdin, goOnElsewhere.has(command.name));
      const answer = thrown instanceof OwnerHasIt ? await askOwner(thrown.door, argv, { ...here, before }, input) : null;
      if (typeof answer === "number") return answer;
      // It is being closed, or has not opened its door yet: nothing was begun there, or no more than it says.
      if (answer !== null) {
        before = answer.taken;
        if (before !== undefined) input.rewind(before.inputLines);
        until = performance.now() + closingMs;
      }
      if (performance.now() > until || here.stop.aborted) throw before === undefined ? thrown : notGoneOn(thrown, before.lines);
      looksForOwner = false;
      await wait(50);
    }
  }
}

const notGoneOn = ({ code, message }: AssayError, lines: number) =>
  new AssayError(code, `${message} ${lines} lines were acknowledged; those after them are not stored.`, {
    fix: `Run the command again with the lines after the first ${lines}.`,
  });

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
