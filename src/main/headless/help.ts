import { formatCommand, getProgram } from "../engine/index.ts";
import { type Command, commonOptions, type OptionSpec, type OptionSpecs } from "./command.ts";

const exitCodes = `Exit codes: 0 done; 1 done, but lines were quarantined or findings reported; 2 wrong usage;
  3 not found; 4 refused; 5 workspace in use; 6 input/output; 7 damaged or newer data; 8 over a limit; 70 a bug.`;

/** The text of `assay --help`. */
export function generalHelp(commands: readonly Command[], version: string): string {
  const width = Math.max(...commands.map(({ name }) => name.length));
  const list = commands.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`).join("\n");
  return `Assay ${version}: collects, measures and curates what language-model engines produce. Everything stays on this machine;
it connects to another one only for --clickhouse.

Usage: ${formatCommand("COMMAND [options]")}

${list}

Run ${formatCommand("COMMAND --help")} for details and examples. Every command takes --verbose and --help, and all but decide take --json.
Commands use the workspace of --workspace DIR, else of ASSAY_WORKSPACE, else the current folder if it is one, else the last one opened.
${exitCodes}
`;
}

const placeholder = ({ value = "VALUE", implied }: OptionSpec) => (implied === undefined ? value : `[${value}]`);

/** The text of `assay COMMAND --help`. */
export function commandHelp(command: Command): string {
  const { json, ...others } = commonOptions;
  const specs: OptionSpecs = { ...command.options, ...(command.takesJson === false ? {} : { json }), ...others };
  const left = Object.entries(specs).map(([name, spec]) => `--${name}${spec.type === "string" ? ` ${placeholder(spec)}` : ""}`);
  const width = Math.max(...left.map((text) => text.length));
  const lines = Object.values(specs).map(
    (spec, index) => `  ${(left[index] ?? "").padEnd(width)}  ${spec.help}${spec.required ? " (required)" : ""}`,
  );
  const usage = [getProgram(), command.name, command.positionals, "[options]"].filter((part) => part !== "").join(" ");
  return `${command.summary}.

Usage: ${usage}

${lines.join("\n")}

Examples:
${command
  .examples(getProgram())
  .map((example) => `  ${example}`)
  .join("\n")}
${command.notes === undefined ? "" : `\n${command.notes}\n`}`;
}
