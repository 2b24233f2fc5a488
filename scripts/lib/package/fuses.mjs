import { rmSync } from "node:fs";
import { join } from "node:path";
import { fuses as wanted } from "../../../src/main/desktop/fuses.ts";

/**
 * Sets the fuses of a packed program as src/main/desktop/fuses.ts has them.
 * @param isTestElectron an older Electron knows fewer fuses: those it has are set. Else every fuse of the binary must be listed.
 * @throws when the binary has a fuse that is not listed, or lacks one that is.
 */
export async function setFuses(tools, program, isTestElectron) {
  const { FuseV1Options, FuseVersion, flipFuses, getCurrentFuseWire } = tools.fuses;
  const { strictlyRequireAllFuses, ...states } = wanted;
  const had = await getCurrentFuseWire(program);
  const chosen = Object.entries(states)
    .map(([name, isOn]) => [FuseV1Options[name], isOn])
    .filter(([index]) => !isTestElectron || had[index] !== undefined);
  await flipFuses(program, { version: FuseVersion.V1, strictlyRequireAllFuses, ...Object.fromEntries(chosen) });
}

/** Turns on the one fuse that drivers of end-to-end tests need. */
export async function allowInspecting(tools, program) {
  const { FuseV1Options, FuseVersion, flipFuses } = tools.fuses;
  await flipFuses(program, { version: FuseVersion.V1, [FuseV1Options.EnableNodeCliInspectArguments]: true });
}

/** What electron-builder calls once the program lies in its folder and before anything is signed. */
export function afterPackHook(tools, isTestElectron) {
  return async ({ appOutDir, electronPlatformName, packager }) => {
    const name = packager.executableName ?? packager.appInfo.productFilename;
    const program = join(
      appOutDir,
      { linux: name, win32: `${name}.exe`, darwin: `${packager.appInfo.productFilename}.app` }[electronPlatformName],
    );
    if (electronPlatformName !== "darwin")
      for (const rest of ["resources/default_app.asar", "version"]) rmSync(join(appOutDir, rest), { force: true });
    await setFuses(tools, program, isTestElectron);
  };
}
