import { spawnSync } from "node:child_process";
import { chmodSync, cpSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { product } from "../../../packaging/config.mjs";
import { linuxMimePackage, linuxMimeTypes } from "../../../src/main/desktop/file-associations.ts";
import { inRoot } from "../places.mjs";
import { run } from "../run.mjs";

const { version, description } = JSON.parse(readFileSync(inRoot("package.json"), "utf8"));
const install = "/opt/Assay";

/** When the commit was made, in seconds: the time of every file in a package, so that two builds of it give the same bytes. */
export function sourceDate() {
  const given = process.env.SOURCE_DATE_EPOCH;
  const { stdout } = spawnSync("git", ["log", "-1", "--format=%ct"], { cwd: inRoot(), encoding: "utf8" });
  return Number(given || stdout?.trim() || 0);
}

/**
 * Makes a tar.gz of the packed folder with the system's tar: electron-builder would download 7-Zip, and its archives hold the time of packing.
 * @returns its path.
 */
export async function makeTarball(unpacked, outDir, name) {
  const path = join(outDir, `${name}.tar.gz`);
  const sorted = ["--sort=name", `--mtime=@${sourceDate()}`, "--owner=0", "--group=0", "--numeric-owner", "--mode=go-w", "--format=gnu"];
  const renamed = `--transform=s,^\\.,${name},`;
  await run("tar", "tar", [...sorted, renamed, "--use-compress-program=gzip -n", "-cf", path, "-C", unpacked, "."], { quiet: true });
  return path;
}

/**
 * Makes a Debian package of the packed folder with dpkg-deb: electron-builder would download fpm. It has no maintainer scripts.
 * @param work is emptied first. @param isTest says so in the description. @returns its path.
 */
export async function makeDeb(unpacked, outDir, work, name, { arch, isTest }) {
  rmSync(work, { recursive: true, force: true });
  const program = join(work, install);
  mkdirSync(join(work, "DEBIAN"), { recursive: true });
  mkdirSync(program, { recursive: true });
  cpSync(unpacked, program, { recursive: true, verbatimSymlinks: true });
  // Chromium's sandbox where user namespaces are kept from it, as on Ubuntu 24.04; as root's own, as Chromium's packages ship it.
  chmodSync(join(program, "chrome-sandbox"), 0o4755);
  mkdirSync(join(work, "usr/bin"), { recursive: true });
  symlinkSync(`${install}/resources/bin/assay`, join(work, "usr/bin/assay"));
  symlinkSync(`${install}/${product.program}`, join(work, "usr/bin", product.program));
  write(work, `usr/share/applications/${product.program}.desktop`, desktopEntry());
  // Read by a trigger of the package shared-mime-info.
  write(work, "usr/share/mime/packages/assay.xml", linuxMimePackage);
  for (const icon of readdirSync(inRoot("packaging", "icons")).filter((file) => file.endsWith(".png"))) {
    write(
      work,
      `usr/share/icons/hicolor/${icon.slice(0, -4)}/apps/${product.program}.png`,
      readFileSync(inRoot("packaging", "icons", icon)),
    );
  }
  write(work, "usr/share/doc/assay/copyright", copyright());
  write(work, "DEBIAN/control", control(arch === "x64" ? "amd64" : arch, sizeKib(work), isTest));
  setTimes(work, sourceDate());
  const path = join(outDir, `${name}.deb`);
  const env = { ...process.env, SOURCE_DATE_EPOCH: String(sourceDate()) };
  // One thread: how many there are would show in the bytes. xz takes ten times as long for a tenth less.
  const args = ["--root-owner-group", "-Zzstd", "-z9", "--threads-max=1", "--build", work, path];
  await run("dpkg-deb", "dpkg-deb", args, { quiet: true, env });
  rmSync(work, { recursive: true, force: true });
  return path;
}

/** The entry of the desktop's menu; also read by tests. */
export function desktopEntry() {
  return [
    "[Desktop Entry]",
    "Type=Application",
    `Name=${product.productName}`,
    `Comment=${product.summary}`,
    `Exec=${install}/${product.program} %F`,
    `Icon=${product.program}`,
    "Terminal=false",
    `Categories=${product.category};`,
    `MimeType=${linuxMimeTypes.join(";")};`,
    `StartupWMClass=${product.productName}`,
    "",
  ].join("\n");
}

/** https://www.debian.org/doc/debian-policy/ch-controlfields.html */
export function control(architecture, installedKib, isTest) {
  return [
    "Package: assay",
    `Version: ${version}`,
    `Architecture: ${architecture}`,
    `Maintainer: ${product.maintainer}`,
    `Installed-Size: ${installedKib}`,
    `Depends: ${product.debianDepends.join(", ")}`,
    "Section: devel",
    "Priority: optional",
    `Description: ${product.summary}`,
    ` ${description}`,
    ...(isTest ? [" .", " TEST PACKAGE on an outdated Electron: not for use."] : []),
    "",
  ].join("\n");
}

function copyright() {
  return `Assay is licensed under the Apache License, Version 2.0: /usr/share/common-licenses/Apache-2.0
Licences of what it contains: ${install}/THIRD-PARTY-LICENSES.txt, ${install}/LICENSE.electron.txt, ${install}/LICENSES.chromium.html
`;
}

function write(work, path, content) {
  mkdirSync(join(work, path, ".."), { recursive: true });
  writeFileSync(join(work, path), content, { mode: 0o644 });
}

/** Depth first: writing into a folder would change its time. */
function setTimes(path, seconds) {
  for (const entry of readdirSync(path, { withFileTypes: true })) {
    if (entry.isDirectory()) setTimes(join(path, entry.name), seconds);
    else if (!entry.isSymbolicLink()) utimesSync(join(path, entry.name), seconds, seconds);
  }
  utimesSync(path, seconds, seconds);
}

function sizeKib(folder) {
  const sizes = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => statSync(join(entry.parentPath, entry.name)).size);
  return Math.ceil(sizes.reduce((sum, size) => sum + size, 0) / 1024);
}
