import type { MenuEntry, MenuState } from "../../contract/bridge.ts";
import { isAppCommandId, viewNames } from "../../contract/index.ts";

const maxCommands = 100;
const maxLabelLength = 120;

/** Checks what a page says about its commands. It decides what its own menu shows and nothing else. @returns null when it is no menu. */
export function checkMenuState(value: unknown): MenuState | null {
  if (!isObject(value) || !Array.isArray(value.app) || !isObject(value.view) || !Array.isArray(value.view.commands)) return null;
  const { app, view } = value;
  const commands: unknown[] = value.view.commands;
  const name = viewNames.find((one) => one === view.name);
  if (name === undefined || app.length > maxCommands || commands.length > maxCommands) return null;
  const checked: MenuState = { app: [], view: { name, commands: [] } };
  for (const entry of app) {
    if (!isEntry(entry) || !isAppCommandId(entry.id)) return null;
    checked.app.push({ id: entry.id, key: entry.key, enabled: entry.enabled });
  }
  for (const entry of commands) {
    if (!isEntry(entry) || !("label" in entry) || !isText(entry.label, maxLabelLength) || isAppCommandId(entry.id)) return null;
    checked.view.commands.push({ id: entry.id, key: entry.key, enabled: entry.enabled, label: entry.label });
  }
  return checked;
}

function isEntry(value: unknown): value is MenuEntry {
  return isObject(value) && isText(value.id, 60) && value.id !== "" && isText(value.key, 20) && typeof value.enabled === "boolean";
}

function isText(value: unknown, maxLength: number): value is string {
  return typeof value === "string" && value.length <= maxLength;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
