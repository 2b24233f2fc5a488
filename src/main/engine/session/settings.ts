import { isDeepStrictEqual } from "node:util";
import { AssayError, type Output, toErrorValue } from "../../../contract/index.ts";
import { type ConfigOptions, checkConfig, loadConfig, saveConfig } from "../config/load-config.ts";
import { loadMachineSettings, saveMachineSettings } from "../config/machine-settings.ts";
import type { Workspace } from "../workspace/workspace.ts";
import type { CurrentWorkspace } from "./current-workspace.ts";

const busyRetryMs = 1000;

export interface SettingsParts {
  current: CurrentWorkspace;
  stateDir: string;
  configOptions(): ConfigOptions;
  /** The workspace was opened again, or could not be. */
  onApplied(): void;
}

/** Applies settings, saved on screen or edited by hand, by opening the workspace again. None are applied while an import runs. */
export class Settings {
  readonly #parts: SettingsParts;

  constructor(parts: SettingsParts) {
    this.#parts = parts;
  }

  /** `config.set` @throws AssayError what opening throws; file and workspace are then as they were. */
  saveConfig(config: Output<"config.get">["config"]): Promise<Output<"config.get">> {
    const { current, configOptions } = this.#parts;
    return this.#apply(async (workspace) => {
      const { path, config: old } = workspace;
      await workspace.tryConfig(checkConfig(config, old.path));
      const save = (one: typeof config) => saveConfig(path, one, process.env, configOptions());
      const report = await save(config);
      await current.reopen(() => save(old.config));
      return report;
    });
  }

  /** `machine.set` @throws AssayError what opening throws; file and workspace are then as they were. */
  saveMachineSettings(settings: Output<"machine.get">["settings"]): Promise<Output<"machine.get">> {
    const { current, stateDir } = this.#parts;
    return this.#apply(async () => {
      const old = await loadMachineSettings(stateDir);
      const report = await saveMachineSettings(stateDir, settings);
      await current.reopen(() => saveMachineSettings(stateDir, old.settings));
      return report;
    });
  }

  /** assay.config.json was edited by hand: a valid one is applied as soon as no import runs, another is reported. */
  async configEdited(workspace: Workspace): Promise<void> {
    const { current, configOptions, onApplied } = this.#parts;
    const isOpen = () => current.opened?.workspace === workspace;
    if (!isOpen()) return;
    try {
      const report = await loadConfig(workspace.path, process.env, configOptions());
      workspace.setProblem("config", null);
      if (isDeepStrictEqual(report, workspace.config)) return;
      if (current.get().imports.busy) {
        setTimeout(() => void this.configEdited(workspace), busyRetryMs).unref();
        return;
      }
      await current.queue(async () => {
        if (!isOpen()) return;
        await workspace.tryConfig(report.config);
        await current.reopen();
      });
    } catch (thrown) {
      workspace.setProblem("config", stillInForce(thrown));
    }
    onApplied();
  }

  #apply<T>(work: (workspace: Workspace) => Promise<T>): Promise<T> {
    const { current, onApplied } = this.#parts;
    return current.queue(async () => {
      const { workspace, imports } = current.get();
      if (imports.busy) {
        throw new AssayError("refused", "Settings cannot be applied while an import runs.", {
          fix: "Wait until it has ended, or cancel it, and save again.",
        });
      }
      return work(workspace).finally(onApplied);
    });
  }
}

/** A configuration that was edited by hand and cannot be used. */
function stillInForce(thrown: unknown): AssayError {
  const { code, message, fix } = toErrorValue(thrown);
  return new AssayError(code, `${message} The settings from before stay in force.`, fix === undefined ? {} : { fix });
}
