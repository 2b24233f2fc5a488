import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { npm } from "../install.mjs";
import { inRoot } from "../places.mjs";
import { say } from "../run.mjs";

const folder = inRoot("packaging");
const stamp = inRoot("packaging", "node_modules", ".assay-installed");

/**
 * electron-builder and @electron/fuses, from packaging/package-lock.json. Installed when they are first asked for: 272 packages that no start
 * and no test needs.
 */
export async function loadPackagingTools() {
  const lock = readFileSync(inRoot("packaging", "package-lock.json"), "utf8");
  if (!existsSync(stamp) || readFileSync(stamp, "utf8") !== lock) {
    say("Installing electron-builder from packaging/package-lock.json …");
    await npm("npm ci", ["ci", "--prefix", folder, "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]);
    writeFileSync(stamp, lock);
  }
  const require = createRequire(inRoot("packaging", "package.json"));
  return { builder: require("electron-builder"), fuses: await import(require.resolve("@electron/fuses")), asar: require("@electron/asar") };
}

/**
 * Packs the app into the folder that every package holds.
 * @returns that folder.
 */
export async function packFolder(builder, config, { platform, arch }) {
  const target = toTarget(builder, platform, ["dir"], arch);
  await builder.build({ projectDir: config.directories.app, targets: target, config, publish: "never" });
  return findUnpacked(config.directories.output, platform, arch);
}

/** Makes one package of a packed folder. @returns its files. */
export async function makeTarget(builder, config, { platform, arch, target, unpacked }) {
  const options = {
    projectDir: config.directories.app,
    targets: toTarget(builder, platform, [target], arch),
    config,
    prepackaged: unpacked,
  };
  return (await builder.build({ ...options, publish: "never" })).filter((path) => existsSync(path) && statSync(path).isFile());
}

function toTarget(builder, platform, names, arch) {
  const system = { linux: builder.Platform.LINUX, win32: builder.Platform.WINDOWS, darwin: builder.Platform.MAC }[platform];
  return system.createTarget(names, builder.Arch[arch]);
}

/** Where electron-builder puts the folder. */
function findUnpacked(out, platform, arch) {
  const suffix = arch === "x64" ? "" : `-${arch}`;
  const name = { linux: `linux${suffix}-unpacked`, win32: `win${suffix}-unpacked`, darwin: `mac${suffix}` }[platform];
  const folder = join(out, name);
  if (!existsSync(folder)) throw new Error(`electron-builder made no ${folder}`);
  return folder;
}

/** Removes what electron-builder notes for itself beside the packages. */
export function removeNotes(out) {
  for (const name of ["builder-debug.yml", "builder-effective-config.yaml"]) rmSync(join(out, name), { force: true });
}
