import type { Config, ConfigReport } from "../../../contract/index.ts";
import { type Command, workspaceOption } from "../command.ts";
import { jsonLine, printable } from "../output.ts";
import { usageError } from "../usage.ts";
import { withWorkspace } from "../with-workspace.ts";

export const configCommand: Command = {
  name: "config",
  summary: "The configuration in force",
  positionals: "",
  options: { workspace: workspaceOption },
  async run(context) {
    if (context.options.positionals.length > 0) throw usageError(`config takes no ${context.options.positionals[0]}.`, "config");
    const report = await withWorkspace(context, true, async (workspace) => workspace.config);
    const config = inForce(report);
    if (context.options.flag("json")) await context.output.write(jsonLine(config));
    else {
      await context.output.write(`${JSON.stringify(config, null, 2)}\n`);
      context.output.note(
        report.exists
          ? `From ${printable(report.path)}; what it leaves out has its default.`
          : `${printable(report.path)} does not exist: these are the defaults.`,
      );
      for (const [name, value] of Object.entries(report.environment))
        if (value !== null) context.output.note(`${name}=${printable(String(value))} is set and goes first.`);
    }
    return 0;
  },
};

/** The file's configuration with what the environment changes of it, in the file's own format. */
function inForce({ config, environment }: ConfigReport): Config {
  const maxBytes = environment.JSON_ENGINE_MAX_MODEL_BYTES;
  return maxBytes === null ? config : { ...config, models: { ...config.models, max_bytes: maxBytes } };
}
