import { isAbsolute, join } from "node:path";
import { AssayError, type MachineReport, MachineSettings } from "../../../contract/index.ts";
import { isObject } from "../base/json-value.ts";
import type { Log } from "../base/log.ts";
import { atomicWriteFile } from "../files/atomic-write.ts";
import { makeFolder } from "../files/make-folder.ts";
import { privateFileMode, privateFolderMode } from "../files/open-inside.ts";
import { type ConfigFault, findMachineFault, shown } from "./check-config.ts";
import { withDefaults } from "./config-tree.ts";
import { nearestPath } from "./nearest-key.ts";
import { readConfigJson } from "./read-config-text.ts";

export const machineFileName = "machine.json";
export const machineKeys = Object.keys(MachineSettings.properties) as (keyof MachineSettings)[];

/** Defaults: links out of the workspace are not followed, native code is not loaded. */
export function defaultMachineSettings(): MachineSettings {
  return withDefaults({}, MachineSettings) as MachineSettings;
}

/**
 * Reads the settings of this machine. An absent file, and every absent key, means the default.
 * @throws AssayError invalid_config (naming the key), damaged (with line and column), refused, over_limit, permission, io.
 */
export async function loadMachineSettings(stateDir: string): Promise<MachineReport> {
  const path = join(stateDir, machineFileName);
  const read = await readConfigJson(path);
  const settings = read === null ? defaultMachineSettings() : checkMachineSettings(read.value, path);
  return { settings, path, exists: read !== null };
}

/**
 * The settings used to open a workspace. When this user may not read the state folder, the defaults, which allow least.
 * @throws AssayError as `loadMachineSettings`, apart from permission.
 */
export async function machineSettingsInForce(stateDir: string, log: Log): Promise<MachineSettings> {
  try {
    return (await loadMachineSettings(stateDir)).settings;
  } catch (thrown) {
    if (!(thrown instanceof AssayError) || thrown.code !== "permission") throw thrown;
    log("warn", "machine_settings_not_read", { error: thrown.message });
    return defaultMachineSettings();
  }
}

/**
 * Checks settings as the file is checked, and writes them in one piece, readable by this user alone.
 * @throws AssayError as `loadMachineSettings`, disk_full; the file is then what it was.
 */
export async function saveMachineSettings(stateDir: string, settings: unknown): Promise<MachineReport> {
  const path = join(stateDir, machineFileName);
  const checked = checkMachineSettings(settings, path);
  await makeFolder(stateDir, privateFolderMode);
  await atomicWriteFile(path, `${JSON.stringify(checked, null, 2)}\n`, { mode: privateFileMode });
  return { settings: checked, path, exists: true };
}

function checkMachineSettings(value: unknown, path: string): MachineSettings {
  if (!isObject(value)) throw invalid({ path: "", message: `must be an object, not ${shown(value)}` }, path);
  const unknown = Object.keys(value).find((key) => !Object.hasOwn(MachineSettings.properties, key));
  if (unknown !== undefined) throw unknownMachineKey(unknown, path);
  const whole = withDefaults(value, MachineSettings);
  const fault = findMachineFault(whole) ?? findFolderFault(whole as MachineSettings);
  if (fault) throw invalid(fault, path);
  return whole as MachineSettings;
}

/** @throws AssayError invalid_config naming the key. @param path of the file, for the message. */
export function unknownMachineKey(key: string, path: string): AssayError {
  const near = nearestPath(key, machineKeys);
  const name = key.length <= 200 ? key : `${key.slice(0, 200)}…`;
  return new AssayError("invalid_config", `${name}: unknown key${near === null ? "." : `; did you mean ${near}?`}`, {
    where: path,
    fix: `${path} knows ${machineKeys.join(", ")}.`,
  });
}

function findFolderFault({ follow_links_to: folders }: MachineSettings): ConfigFault | null {
  const wrong = folders.findIndex((folder) => !isAbsolute(folder) || folder.includes("\0"));
  if (wrong < 0) return null;
  return { path: `follow_links_to.${wrong}`, message: `must be the absolute path of a folder, not ${shown(folders[wrong])}` };
}

function invalid({ path: key, message }: ConfigFault, path: string): AssayError {
  return new AssayError("invalid_config", `${key === "" ? "The settings of this machine" : `${key}:`} ${message}.`, {
    where: path,
    fix: `Correct it in ${path}, or remove the key.`,
  });
}
