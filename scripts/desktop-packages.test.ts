import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { readContacts } from "../e2e/packed/trace.ts";
import { builderConfig, targets } from "../packaging/config.mjs";
import { linuxMimePackage, macDocumentTypes, windowsAssociations } from "../src/main/desktop/file-associations.ts";
import { needs } from "../src/main/engine/testing/needs.ts";
import { ensureBuilt } from "./lib/build.mjs";
import { copyCommand } from "./lib/package/command-line.mjs";
import { listComponents } from "./lib/package/components.mjs";
import { toLicenceText } from "./lib/package/licences.mjs";
import { control, desktopEntry } from "./lib/package/linux-packages.mjs";
import { listNativePackages } from "./lib/package/native-packages.mjs";
import { toNsisScript } from "./lib/package/nsis.mjs";
import { toSbom } from "./lib/package/sbom.mjs";

const root = resolve(import.meta.dirname, "..");
// What is in the bundles is known once they are there.
await ensureBuilt();
const components = listComponents("product", "linux", "x64");
const config = builderConfig({
  appDir: "/app",
  commandDir: "/beside",
  noticesDir: "/notices",
  nsisInclude: "/installer.nsh",
  outDir: "/dist",
  electron: { version: "1.2.3", dist: null },
  afterPack: () => {},
});

describe("the configuration of the packages", () => {
  it("has every target of the three systems, and no updater", () => {
    expect(targets).toEqual({ linux: ["tar.gz", "deb", "rpm", "AppImage"], win32: ["nsis"], darwin: ["dmg", "zip"] });
    expect(config).toMatchObject({
      publish: null,
      nsis: { oneClick: false, perMachine: false, allowElevation: true },
      mac: { hardenedRuntime: true },
    });
  });

  it("unpacks native packages, and keeps library validation on macOS", async () => {
    expect(config.asarUnpack).toEqual(["node_modules/**"]);
    const entitlements = await readFile(join(root, "packaging/entitlements.mac.plist"), "utf8");
    expect([...entitlements.matchAll(/<key>(.*)<\/key>/g)].map(([, key]) => key)).toEqual(["com.apple.security.cs.allow-jit"]);
  });

  it("never becomes the default program of a file", () => {
    expect(desktopEntry()).not.toMatch(/InitialPreference|Default/);
  });

  it("offers the program for lines and folders in each system's installer", () => {
    expect(desktopEntry()).toContain("\nMimeType=application/jsonl;application/x-ndjson;inode/directory;\n");
    for (const extension of ["jsonl", "ndjson"]) expect(linuxMimePackage).toContain(`<glob pattern="*.${extension}"/>`);
    expect(config.linux).toMatchObject({ fileAssociations: [{ ext: "jsonl" }, { ext: "ndjson" }], mimeTypes: ["inode/directory"] });
    expect(config.mac.extendInfo).toEqual({ CFBundleDocumentTypes: macDocumentTypes });
    expect(config.nsis.include).toBe("/installer.nsh");
    expect(config.win).not.toHaveProperty("fileAssociations");
  });

  it("takes back on Windows what it wrote into the registry, and nothing else", () => {
    const [install = "", uninstall = ""] = toNsisScript().split("!macroend");
    expect(install).toContain(String.raw`'Software\Classes\Directory\shell\Assay\command' '' '"$INSTDIR\Assay.exe" "%1"'`);
    expect(install.match(/WriteRegStr/g)).toHaveLength(windowsAssociations("").length);
    expect([...uninstall.matchAll(/Delete.*/g)].map(([line]) => line.trim())).toEqual([
      String.raw`DeleteRegKey SHELL_CONTEXT 'Software\Classes\Assay.JSONLines'`,
      String.raw`DeleteRegKey SHELL_CONTEXT 'Software\Classes\Directory\shell\Assay'`,
      String.raw`DeleteRegValue SHELL_CONTEXT 'Software\Classes\.jsonl\OpenWithProgids' 'Assay.JSONLines'`,
      String.raw`DeleteRegValue SHELL_CONTEXT 'Software\Classes\.ndjson\OpenWithProgids' 'Assay.JSONLines'`,
    ]);
  });

  it("is a Debian package with what Chromium loads, and says when it is a test", () => {
    expect(control("amd64", 7, false)).toMatch(
      /^Package: assay\nVersion: [\d.]+\nArchitecture: amd64\n.*\nInstalled-Size: 7\nDepends: .*libnss3.*\n/,
    );
    expect(control("amd64", 7, true)).toContain("TEST PACKAGE");
    expect(control("amd64", 7, false)).not.toContain("TEST PACKAGE");
  });
});

needs.posix.it("the packaged command follows no NODE_OPTIONS, which is meant for another Node", async () => {
  const folder = await mkdtemp(join(tmpdir(), "assay-command-"));
  try {
    const cli = join(folder, "app.asar.unpacked/cli/out/headless");
    await mkdir(cli, { recursive: true });
    await writeFile(join(cli, "cli.js"), "console.log(process.argv.slice(2).join());\n");
    copyCommand(join(folder, "bin"), process.execPath);
    const env = { ...process.env, NODE_OPTIONS: "--an-option-of-another-node" };
    const { stdout } = await promisify(execFile)(join(folder, "bin", "assay"), ["stats", "a b"], { env });
    expect(stdout).toBe("stats,a b\n");
  } finally {
    await rm(folder, { recursive: true });
  }
});

describe("the bill of materials", () => {
  const bom = JSON.parse(toSbom(components, "25.1.1")) as {
    specVersion: string;
    components: { name: string; version: string; purl: string; licenses?: unknown[]; hashes?: { alg: string; content: string }[] }[];
  };

  it("names what is shipped once each, with licence and hash", () => {
    expect(bom.specVersion).toBe("1.6");
    const named = bom.components.map(({ purl }) => purl);
    expect(new Set(named).size).toBe(named.length);
    for (const component of bom.components) {
      expect(component.licenses, component.name).toHaveLength(1);
      if (component.name !== "electron") expect(component.hashes?.[0]?.content, component.name).toMatch(/^[0-9a-f]{128}$/);
    }
    for (const name of [...listNativePackages("product", "linux", "x64"), "react", "ajv", "ws", "node"])
      expect(named.join()).toContain(`/${name.replace("@", "%40")}@`);
    expect(named).toContain("pkg:npm/electron@25.1.1");
  });

  it("names nothing that only builds or tests, and no other system's addons", async () => {
    const { devDependencies } = JSON.parse(await readFile(join(root, "package.json"), "utf8")) as {
      devDependencies: Record<string, string>;
    };
    const tools = Object.keys(devDependencies).filter((name) =>
      /^@types\/|vite|vitest|playwright|biome|typescript|fast-check|onnxruntime/.test(name),
    );
    expect(tools.length).toBeGreaterThan(8);
    const names = bom.components.map(({ name }) => name);
    expect(names.filter((name) => tools.includes(name) || /bindings-(darwin|win32)/.test(name))).toEqual([]);
  });

  it("is the same each time", () => {
    expect(toSbom(listComponents("product", "linux", "x64"), "25.1.1")).toBe(toSbom(components, "25.1.1"));
  });
});

it("the licences of all components are in one text, Node's own among them", async () => {
  const text = toLicenceText(components);
  for (const { name, version } of components) expect(text).toContain(`\n${name} ${version} (`);
  expect(text).toContain("SIL OPEN FONT LICENSE");
  // Apache-2.0 and the like want their notices passed on: a NOTICE beside the licence.
  const notice = await readFile(join(root, "node_modules/es-toolkit/NOTICE"), "utf8");
  const component = { name: "es-toolkit", version: "1", license: "MIT", path: "node_modules/es-toolkit" };
  expect(toLicenceText([component])).toContain(notice.trim());
  if (process.platform === "linux" && process.arch === "x64")
    expect(text).toContain("The externally maintained libraries used by Node.js are:");
});

it("a trace tells whom a program spoke to", () => {
  const trace = [
    '1 connect(12, {sa_family=AF_INET6, sin6_port=htons(53), sin6_flowinfo=htonl(0), inet_pton(AF_INET6, "2001:4860:4860::8888", &sin6_addr), sin6_scope_id=0}, 28) = 0',
    '1 getsockname(12, {sa_family=AF_INET6, inet_pton(AF_INET6, "fd00::2", &sin6_addr)}, [28]) = 0',
    '2 connect(9, {sa_family=AF_INET, sin_port=htons(40123), sin_addr=inet_addr("127.0.0.1")}, 16) = 0',
    '2 connect(12, {sa_family=AF_INET, sin_port=htons(1), sin_addr=inet_addr("127.0.0.1")}, 16) = -1 EINPROGRESS',
    '3 sendto(9, ""..., 40, 0, {sa_family=AF_INET, sin_port=htons(53), sin_addr=inet_addr("192.0.2.1")}, 16) = 40',
    '3 connect(5, {sa_family=AF_UNIX, sun_path="/tmp/.X11-unix/X1"}, 20) = 0',
    '4 sendmmsg(7, [{msg_hdr={msg_name={sa_family=AF_INET6, inet_pton(AF_INET6, "::1", &sin6_addr)}}}], 1, 0) = 1',
  ];
  expect(readContacts(trace.join("\n"))).toEqual({ calls: 6, outside: ["2001:4860:4860::8888", "192.0.2.1", "the dead proxy"] });
});
