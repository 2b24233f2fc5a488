import type { MachineSettings } from "../../../contract/index.ts";
import { loadMachineSettings, machineKeys, saveMachineSettings, unknownMachineKey } from "../../engine/index.ts";
import type { CommandContext } from "../command.ts";
import { jsonLine, printable } from "../output.ts";
import { usageError } from "../usage.ts";
import { getStateDir } from "../with-workspace.ts";

/**
 * `assay config --machine`: sets the given KEY=VALUE pairs, then shows this machine's settings.
 * @throws AssayError invalid_argument or invalid_config, naming the key, without writing anything; permission, disk_full, io.
 */
export async function runMachineConfig(context: CommandContext, assignments: readonly string[]): Promise<number> {
  const stateDir = getStateDir(context);
  let report = await loadMachineSettings(stateDir);
  if (assignments.length > 0) {
    const settings: Record<string, unknown> = { ...report.settings };
    for (const [key, value] of assignments.map((text) => readAssignment(text, report.path))) settings[key] = value;
    report = await saveMachineSettings(stateDir, settings);
  }
  if (context.options.flag("json")) await context.output.write(jsonLine(report.settings));
  else {
    await context.output.write(`${JSON.stringify(report.settings, null, 2)}\n`);
    context.output.note(
      report.exists
        ? `From ${printable(report.path)}; valid for every workspace of this user.`
        : `${printable(report.path)} does not exist: these are the defaults.`,
    );
  }
  return 0;
}

function readAssignment(text: string, path: string): [keyof MachineSettings, unknown] {
  const at = text.indexOf("=");
  if (at < 0) throw usageError(`${text} has no "=": write KEY=VALUE.`, "config");
  const name = text.slice(0, at);
  const key = machineKeys.find((known) => known === name);
  if (key === undefined) throw unknownMachineKey(name, path);
  return [key, readValue(key, text.slice(at + 1))];
}

/** Parses JSON; for a list of folders also one plain path, and an empty value as an empty list. */
function readValue(key: keyof MachineSettings, text: string): unknown {
  if (key === "follow_links_to" && !text.trimStart().startsWith("[")) return text === "" ? [] : [text];
  if (key === "reviewer") return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
