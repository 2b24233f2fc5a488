import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { readContacts } from "../e2e/packed/trace.ts";
import { builderConfig, product, targets } from "../packaging/config.mjs";
import { ensureBuilt } from "./lib/build.mjs";
import { listComponents } from "./lib/package/components.mjs";
import { toLicenceText } from "./lib/package/licences.mjs";
import { control, desktopEntry } from "./lib/package/linux-packages.mjs";
import { packagesOf } from "./lib/package/native-packages.mjs";
import { toSbom } from "./lib/package/sbom.mjs";

const root = resolve(import.meta.dirname, "..");
// What is in the bundles is known once they are there.
await ensureBuilt();
const components = listComponents("product", "linux", "x64");
const config = builderConfig({
  appDir: "/app",
  commandDir: "/beside",
  noticesDir: "/notices",
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
    expect(desktopEntry()).toContain(`MimeType=${product.mimeTypes.join(";")};`);
    expect(desktopEntry()).not.toMatch(/InitialPreference|Default/);
  });

  it("is a Debian package with what Chromium loads, and says when it is a test", () => {
    expect(control("amd64", 7, false)).toMatch(
      /^Package: assay\nVersion: [\d.]+\nArchitecture: amd64\n.*\nInstalled-Size: 7\nDepends: .*libnss3.*\n/,
    );
    expect(control("amd64", 7, true)).toContain("TEST PACKAGE");
    expect(control("amd64", 7, false)).not.toContain("TEST PACKAGE");
  });
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
    for (const name of [...packagesOf("product", "linux", "x64"), "react", "ajv", "ws", "node"])
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

it("the licences of all components are in one text, Node's own among them", () => {
  const text = toLicenceText(components);
  for (const { name, version } of components) expect(text).toContain(`\n${name} ${version} (`);
  expect(text).toContain("SIL OPEN FONT LICENSE");
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
