import { parseArgs } from "node:util";
import { type Arguments, type Command, commonOptions, type OptionSpecs } from "./command.ts";
import { nearest, usageError } from "./usage.ts";

/**
 * Parses a command's arguments.
 * @throws AssayError invalid_argument for an unknown, repeated or valueless option, or a missing required one.
 */
export function parseCommand(command: Command, argv: readonly string[]): Arguments {
  const specs: OptionSpecs = { ...command.options, ...commonOptions };
  // The parser lets every option repeat, so that the check below can give a better message.
  const options = Object.fromEntries(
    Object.entries(specs).map(([name, spec]) => [
      name,
      { type: spec.type, multiple: true as const, ...(name === "help" ? { short: "h" } : {}) },
    ]),
  );
  const args = argv.map((word, i) => {
    const implied = word.startsWith("--") ? specs[word.slice(2)]?.implied : undefined;
    return implied === undefined || /^\d+$/.test(argv[i + 1] ?? "") ? word : `${word}=${implied}`;
  });
  const { tokens } = parseArgs({ args, options, strict: false, allowPositionals: true, tokens: true });
  const given = new Map<string, string[]>();
  const positionals: string[] = [];
  for (const token of tokens) {
    if (token.kind === "positional") positionals.push(token.value);
    if (token.kind !== "option") continue;
    const spec = Object.hasOwn(specs, token.name) ? specs[token.name] : undefined;
    if (!spec) throw unknownOption(token.rawName, specs, command.name);
    const values = given.get(token.name) ?? [];
    if (spec.type === "string" && (token.value === undefined || (!token.inlineValue && token.value.startsWith("--")))) {
      throw usageError(`--${token.name} needs a value${spec.value ? ` (${spec.value})` : ""}.`, command.name);
    }
    if (spec.type === "boolean" && token.value !== undefined) throw usageError(`--${token.name} takes no value.`, command.name);
    if (values.length > 0 && !spec.multiple && spec.type === "string") throw usageError(`--${token.name} is given twice.`, command.name);
    given.set(token.name, [...values, token.value ?? ""]);
  }
  const read: Arguments = {
    positionals,
    text: (name) => given.get(name)?.[0],
    texts: (name) => given.get(name) ?? [],
    flag: (name) => given.has(name),
  };
  if (!read.flag("help")) {
    // What a shell makes of "$UNSET"; a path of nothing would be the current folder.
    if (positionals.includes("")) throw usageError(`An argument of ${command.name} is empty.`, command.name);
    checkComplete(command, given);
  }
  return read;
}

function checkComplete(command: Command, given: ReadonlyMap<string, string[]>): void {
  for (const [name, spec] of Object.entries(command.options)) {
    const values = given.get(name);
    if (spec.required && values === undefined) throw usageError(`--${name}${spec.value ? ` ${spec.value}` : ""} is missing.`, command.name);
    if (spec.type === "string" && values?.includes("")) throw usageError(`--${name} may not be empty.`, command.name);
  }
}

function unknownOption(rawName: string, specs: OptionSpecs, command: string): Error {
  // A single letter is close to every short name.
  const near = rawName.startsWith("--") ? nearest(rawName.slice(2), Object.keys(specs)) : undefined;
  return usageError(`Unknown option ${rawName}.${near ? ` Did you mean --${near}?` : ""}`, command);
}
