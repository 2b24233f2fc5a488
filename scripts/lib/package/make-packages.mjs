// Run by scripts/package.mjs with Node 24, once the packages of the project are installed.
import { createHash } from "node:crypto";
import { copyFileSync, createReadStream, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { builderConfig, product, targets } from "../../../packaging/config.mjs";
import { ensureBuilt } from "../build.mjs";
import { inRoot, node24 } from "../places.mjs";
import { main, say } from "../run.mjs";
import { makeAppFolder } from "./app-folder.mjs";
import { copyCommand, copyCommandLine } from "./command-line.mjs";
import { listComponents } from "./components.mjs";
import { loadPackagingTools, makeTarget, packFolder, removeNotes } from "./electron-builder.mjs";
import { electronToPack } from "./electron-dist.mjs";
import { afterPackHook, allowInspecting } from "./fuses.mjs";
import { toLicenceText } from "./licences.mjs";
import { makeDeb, makeTarball } from "./linux-packages.mjs";
import { toNsisScript } from "./nsis.mjs";
import { toSbom } from "./sbom.mjs";

const { version } = JSON.parse(readFileSync(inRoot("package.json"), "utf8"));

/**
 * Packs the folder that all packages hold.
 * @param outDir takes it, and beside it the work. @returns the folder, and what packages are made with.
 */
async function pack(outDir) {
  const { platform, arch } = process;
  const work = (name) => join(outDir, ".work", name);
  const electron = await electronToPack(work("electron"));
  const edition = electron.isTest ? "electron25" : "product";
  await ensureBuilt();
  const components = listComponents(edition, platform, arch);
  const notices = { "THIRD-PARTY-LICENSES.txt": toLicenceText(components), "sbom.cdx.json": toSbom(components, electron.version) };
  rmSync(work("notices"), { recursive: true, force: true });
  mkdirSync(work("notices"), { recursive: true });
  copyFileSync(inRoot("LICENSE"), join(work("notices"), "LICENSE"));
  for (const [name, text] of Object.entries(notices)) writeFileSync(join(work("notices"), name), text);
  await makeAppFolder(work("app"), edition);
  rmSync(work("beside"), { recursive: true, force: true });
  copyCommandLine(join(work("beside"), "cli"));
  copyCommand(join(work("beside"), "bin"), node24());
  writeFileSync(work("installer.nsh"), toNsisScript());
  const tools = await loadPackagingTools();
  const config = builderConfig({
    appDir: work("app"),
    commandDir: work("beside"),
    noticesDir: work("notices"),
    nsisInclude: work("installer.nsh"),
    outDir,
    electron,
    afterPack: afterPackHook(tools, electron.isTest),
  });
  const unpacked = await packFolder(tools.builder, config, { platform, arch });
  return { unpacked, electron, config, tools, notices };
}

/** Every package of this system; a target whose tool cannot be had is reported and left out. */
async function makePackages(only) {
  const { platform, arch } = process;
  const outDir = inRoot("dist");
  rmSync(outDir, { recursive: true, force: true });
  mkdirSync(outDir, { recursive: true });
  const { unpacked, electron, config, tools, notices } = await pack(outDir);
  const name = `assay-${version}-${platform}-${arch}${electron.isTest ? `-test-electron${electron.version}` : ""}`;
  const made = [];
  const notMade = [];
  const own = {
    "tar.gz": () => makeTarball(unpacked, outDir, name),
    deb: () => makeDeb(unpacked, outDir, join(outDir, ".work", "deb"), name, { arch, isTest: electron.isTest }),
  };
  for (const target of targets[platform].filter((one) => only === undefined || only.includes(one))) {
    try {
      if (platform === "linux" && own[target] !== undefined) made.push(await own[target]());
      else made.push(...(await makeTarget(tools.builder, config, { platform, arch, target, unpacked })));
    } catch (error) {
      notMade.push(`${target}: ${String(error.message).split("\n")[0]}`);
    }
  }
  for (const [file, text] of Object.entries(notices)) {
    writeFileSync(join(outDir, `${name}.${file}`), text);
    made.push(join(outDir, `${name}.${file}`));
  }
  writeFileSync(join(outDir, "SHA256SUMS"), await checksums(made));
  removeNotes(outDir);
  rmSync(join(outDir, ".work"), { recursive: true, force: true });
  report(made, notMade, electron);
  return notMade.length > 0 && process.env.CI !== undefined ? 1 : 0;
}

/** As `sha256sum --check` reads them. */
async function checksums(paths) {
  const lines = [];
  for (const path of [...paths].sort()) {
    const hash = createHash("sha256");
    await pipeline(createReadStream(path), hash);
    lines.push(`${hash.digest("hex")}  ${basename(path)}\n`);
  }
  return lines.join("");
}

function report(made, notMade, electron) {
  process.stdout.write("\nMade in dist/:\n");
  for (const path of made) process.stdout.write(`  ${basename(path)}  ${(statSync(path).size / 1024 / 1024).toFixed(1)} MiB\n`);
  for (const line of notMade) process.stdout.write(`Not made: ${line}\n`);
  if (!electron.isTest) return;
  say(`\nTEST PACKAGES on Electron ${electron.version}: Electron ${electron.missing} cannot be downloaded here. Do not publish them.`);
}

/** For e2e/packed: the folder alone, with a copy of its program that can be driven. */
async function packForTests(outDir) {
  const { unpacked, tools } = await pack(outDir);
  const driven = join(unpacked, `${product.program}-driven`);
  copyFileSync(join(unpacked, product.program), driven);
  await allowInspecting(tools, driven);
}

const [flag, value = ""] = process.argv.slice(2);
await main(() => (flag === "--folder" ? packForTests(value) : makePackages(flag === "--only" ? value.split(",") : undefined)));
