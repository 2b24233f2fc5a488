import { join, resolve } from "node:path";
import { AssayError, type Config, type ConfigReport } from "../../../contract/index.ts";
import { isObject } from "../base/json-value.ts";
import { formatCommand } from "../base/program.ts";
import { atomicWriteInside } from "../files/atomic-write.ts";
import { type ConfigFault, faultOfConfig, shown } from "./check-config.ts";
import { brokenRule, shareWindowMinutes } from "./config-rules.ts";
import { allPaths, anyPlace, defaultConfig, defaultOf, firstUnknownPath, withDefaults } from "./config-tree.ts";
import { type Environment, effectiveMaxModelBytes, readEnvironment, toCapError } from "./environment.ts";
import { nearestPath } from "./nearest-key.ts";
import { resolveOutputFolder } from "./output-folder.ts";
import { placeOfConfig, readConfigJson } from "./read-config-text.ts";

export { defaultConfig, effectiveMaxModelBytes, resolveOutputFolder, toCapError };

export const configFileName = "assay.config.json";

export interface ConfigOptions {
  /** Absolute paths of folders that a symbolic link to the file may lead into. A machine setting. Default: none. */
  followLinksTo?: readonly string[];
}

/**
 * Reads the configuration of a workspace. An absent file, and every absent key, means the default.
 * @param env the process's environment. Its overrides are reported in `environment`; `config` is the file alone.
 * @throws AssayError invalid_config (naming the key), newer, damaged (with line and column), refused,
 * over_limit, permission, io.
 */
export async function loadConfig(workspacePath: string, env: Environment, options: ConfigOptions = {}): Promise<ConfigReport> {
  const path = join(resolve(workspacePath), configFileName);
  const read = await readConfigJson(path, options.followLinksTo);
  const config = read === null ? defaultConfig() : checkConfig(read.value, path);
  return { config, path, exists: read !== null, ...readEnvironment(env), warnings: findWarnings(config) };
}

/**
 * Checks a configuration as `loadConfig` does and writes it atomically, pretty-printed.
 * @throws AssayError as `loadConfig`; the file is then unchanged.
 */
export async function saveConfig(
  workspacePath: string,
  config: unknown,
  env: Environment = process.env,
  options: ConfigOptions = {},
): Promise<ConfigReport> {
  const path = join(resolve(workspacePath), configFileName);
  const checked = checkConfig(config, path);
  await atomicWriteInside(await placeOfConfig(path, options.followLinksTo ?? []), `${JSON.stringify(checked, null, 2)}\n`);
  return { config: checked, path, exists: true, ...readEnvironment(env), warnings: findWarnings(checked) };
}

/** Settings that are valid and have no effect. */
function findWarnings(config: Config): string[] {
  if (!config.models.native) return [];
  return [
    "models.native is a setting of this machine now: in assay.config.json it has no effect. " +
      `Set it with ${formatCommand("config --machine native_models=true")}, or under Settings, This machine.`,
  ];
}

/**
 * Completes a parsed file with defaults.
 * @param path of the file, for the messages.
 * @throws AssayError invalid_config, newer.
 */
export function checkConfig(value: unknown, path: string): Config {
  if (!isObject(value)) throw invalid({ path: "", message: `must be an object, not ${shown(value)}` }, path);
  refuseNewer(value, path);
  const unknown = firstUnknownPath(value);
  if (unknown !== null) throw unknownKey(unknown, path);
  // As written first, so that a fault names the key in the file and not one that takes its value.
  const fault = faultOfConfig(withDefaults(value)) ?? faultOfConfig(withDefaults(shareWindowMinutes(value)));
  if (fault) throw invalid(fault, path);
  const whole = withDefaults(shareWindowMinutes(value));
  const config = whole as Config;
  const broken = brokenRule(config);
  if (broken) throw invalid(broken, path);
  return config;
}

/** Checked first: a newer file may well hold keys that this program does not know. */
function refuseNewer(value: Record<string, unknown>, path: string): void {
  const version = Object.hasOwn(value, "version") ? value.version : undefined;
  const isNumber = typeof version === "number" || (typeof version === "string" && /^[0-9]+(\.[0-9]+)*$/.test(version));
  if (!isNumber || Number.parseFloat(String(version)) < 2) return;
  throw new AssayError("newer", `${path} is of version ${shown(version)}; this Assay knows version "1".`, {
    where: path,
    fix: "Open the workspace with a newer Assay. Nothing was changed.",
  });
}

function unknownKey(key: string, path: string): AssayError {
  const place = /\.(\d+)\./.exec(key)?.[1];
  const near =
    nearestPath(place === undefined ? key : key.replace(/\.\d+\./, `.${anyPlace}.`), allPaths())?.replace(
      `.${anyPlace}.`,
      `.${place ?? 0}.`,
    ) ?? null;
  const name = key.length <= 200 ? key : `${key.slice(0, 200)}…`;
  return new AssayError("invalid_config", `${name}: unknown key${near === null ? "." : `; did you mean ${near}?`}`, {
    where: path,
    fix: `${near === null ? "Remove" : "Rename or remove"} it in ${path}.`,
  });
}

function invalid({ path: key, message }: ConfigFault, path: string): AssayError {
  const standard = key === "" ? undefined : defaultOf(key);
  const orDefault = standard === undefined ? "" : `, or remove the key: the default is ${shown(standard)}`;
  return new AssayError("invalid_config", `${key === "" ? "The configuration" : `${key}:`} ${message}.`, {
    where: path,
    fix: `Correct it in ${path}${orDefault}.`,
  });
}
