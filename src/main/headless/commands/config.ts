import type { Config, ConfigReport } from "../../../contract/index.ts";
import { type Command, type CommandContext, workspaceOption } from "../command.ts";
import { jsonLine, printable } from "../output.ts";
import { usageError } from "../usage.ts";
import { withReader } from "../with-workspace.ts";

export const configCommand: Command = {
  name: "config",
  summary: "Show the configuration in force, or with --machine this machine's settings",
  positionals: "[--machine [KEY=VALUE…]]",
  options: {
    workspace: workspaceOption,
    machine: { type: "boolean", help: "Show this machine's settings, or set KEY to VALUE; no workspace can change them" },
  },
  examples: (assay) => [
    `${assay} config --workspace DIR`,
    `${assay} config --machine --json`,
    `${assay} config --machine follow_links_to=/data/sets native_models=false`,
  ],
  notes: `Settings of this machine: follow_links_to (folders where a link in a workspace may lead), native_models and collect_in_background (true or false).`,
  async run(context) {
    const [first] = context.options.positionals;
    const workspace = context.options.text("workspace");
    if (context.options.flag("machine")) {
      if (workspace !== undefined)
        throw usageError("--machine cannot be combined with --workspace: its settings apply to every workspace.", "config");
      return (await import("./machine-config.ts")).runMachineConfig(context, context.options.positionals);
    }
    if (first !== undefined)
      throw usageError(
        `config takes no ${first}${first.includes("=") ? "; settings of this machine are set with --machine" : ""}.`,
        "config",
      );
    return showConfig(context);
  },
};

async function showConfig(context: CommandContext): Promise<number> {
  const { output } = context;
  const report = await withReader(context, async (reader) => reader.config);
  const config = inForce(report);
  const fault = report.maxModelBytesFault;
  const warnings = [
    ...report.warnings,
    ...(fault === null ? [] : [`${fault.message} ${fault.fix ?? ""} Until then no model is accepted.`]),
  ];
  if (context.options.flag("json")) await output.write(jsonLine(config));
  else {
    await output.write(`${JSON.stringify(config, null, 2)}\n`);
    output.note(
      report.exists
        ? `From ${printable(report.path)}; keys that it omits have their defaults.`
        : `${printable(report.path)} does not exist: these are the defaults.`,
    );
    for (const [name, value] of Object.entries(report.environment))
      if (value !== null) output.note(`${name}=${printable(String(value))} is set and takes precedence.`);
  }
  for (const warning of warnings) output.note(printable(`assay: warning: ${warning}`));
  return 0;
}

/** The file's configuration with the environment's overrides, in the file's format. */
function inForce({ config, environment }: ConfigReport): Config {
  const maxBytes = environment.JSON_ENGINE_MAX_MODEL_BYTES;
  return maxBytes === null ? config : { ...config, models: { ...config.models, max_bytes: maxBytes } };
}
