import { chmodSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { installFromDebian } from "../debian.mjs";
import { ensureDisplay, startDisplay } from "../display.mjs";
import { electronProgram } from "../electron.mjs";
import { NotHere } from "../electron25.mjs";
import { inRoot, node24 } from "../places.mjs";
import { run } from "../run.mjs";
import { isOnPath } from "../which.mjs";

/** Electron's sandbox does not run as root: there the windows belong to these two, of whom neither is anybody. */
const users = [65534, 65533];
const packer = inRoot("scripts", "lib", "package", "make-packages.mjs");

/**
 * Packs the program and installs it in a folder with spaces and umlauts that its users cannot write to.
 * @returns the environment that e2e/packed/packed.ts reads, and what takes it all away again. What cannot be had is a reason.
 */
export async function preparePacked() {
  const folder = mkdtempSync(join(tmpdir(), "assay-packed-"));
  const undo = [() => rmSync(folder, { recursive: true, force: true })];
  const stop = () => {
    for (const step of undo.splice(0).reverse()) step();
  };
  try {
    if (process.platform !== "linux") throw new NotHere("these specs start the program as Linux installs it");
    chmodSync(folder, 0o755);
    await run("pack", node24(), [packer, "--folder", join(folder, "made")], { quiet: true });
    const installed = join(folder, "Programme für Käthe", "Assay");
    mkdirSync(join(installed, ".."));
    renameSync(join(folder, "made", "linux-unpacked"), installed);
    const noDisplay = await ensureDisplay(join(installed, "assay-desktop"));
    if (noDisplay !== null) throw new NotHere(noDisplay);
    if (!isOnPath("strace")) await installFromDebian(["strace"]);
    const { display, stop: stopDisplay } = await startDisplay();
    undo.push(stopDisplay);
    const isRoot = process.getuid() === 0;
    const packed = {
      folder: installed,
      launcher: launcher(folder, isRoot),
      packer,
      users: isRoot ? users : [],
      canTrace: isOnPath("strace"),
      isTest: electronProgram() === null,
    };
    return { env: { ASSAY_PACKED: JSON.stringify(packed), DISPLAY: display }, stop };
  } catch (error) {
    stop();
    if (!(error instanceof NotHere)) throw error;
    return { env: { ASSAY_PACKED: JSON.stringify({ reason: error.message }) }, stop: () => {} };
  }
}

/** A program that becomes the one in ASSAY_PROGRAM, as the user ASSAY_UID, watched by strace when ASSAY_TRACE names a file. */
function launcher(folder, isRoot) {
  const path = join(folder, "launch");
  const become = isRoot ? 'setpriv --reuid="$ASSAY_UID" --regid="$ASSAY_UID" --clear-groups ' : "";
  const traced = 'strace -f --seccomp-bpf -qq -s 0 -e trace=network -o "$ASSAY_TRACE" ';
  const lines = [
    "#!/bin/sh",
    `[ -n "$ASSAY_TRACE" ] && exec ${become}${traced}"$ASSAY_PROGRAM" "$@"`,
    `exec ${become}"$ASSAY_PROGRAM" "$@"`,
    "",
  ];
  writeFileSync(path, lines.join("\n"), { mode: 0o755 });
  return path;
}
