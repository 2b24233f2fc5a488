import { fileURLToPath } from "node:url";
import { linuxAssociations, macDocumentTypes } from "../src/main/desktop/file-associations.ts";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

/**
 * electron-builder's configuration, for all three systems; `npm run package` adds the folders and the Electron of this run. Debian
 * packages and tar.gz take their names and dependencies from here too, and are made by scripts/lib/package.
 */
export const product = {
  appId: "io.github.assay.workbench",
  productName: "Assay",
  summary: "Workbench for the records of language-model engines",
  // rpm and deb demand both. Addresses that exist take their place before the first release.
  maintainer: "Assay maintainers <maintainers@assay.invalid>",
  homepage: "https://assay.invalid/",
  category: "Development",
  /** The window's program. `assay` is the command line. */
  program: "assay-desktop",
  /** What Electron's program loads beyond a bare system, in Debian's names, as Chromium's own package has them. */
  debianDepends: [
    "libasound2t64 | libasound2",
    "libatk-bridge2.0-0t64 | libatk-bridge2.0-0",
    "libatk1.0-0t64 | libatk1.0-0",
    "libatspi2.0-0t64 | libatspi2.0-0",
    "libc6 (>= 2.31)",
    "libcups2t64 | libcups2",
    "libdrm2",
    "libgbm1",
    "libgtk-3-0t64 | libgtk-3-0",
    "libnss3",
    "libstdc++6",
    "libxkbcommon0",
    "xdg-utils",
  ],
};

/** What each system's package is. macOS and Windows are packed on a machine of the same processor: native addons are its own. */
export const targets = {
  linux: ["tar.gz", "deb", "rpm", "AppImage"],
  win32: ["nsis"],
  darwin: ["dmg", "zip"],
};

/**
 * @param run.appDir the folder made by scripts/lib/package/app-folder.mjs. @param run.outDir takes the packages.
 * @param run.nsisInclude the script of scripts/lib/package/nsis.mjs. @param run.commandDir `bin` and `cli` for beside the archive. @param run.afterPack flips the fuses. @param run.electron version, and where it lies.
 */
export function builderConfig({ appDir, commandDir, outDir, noticesDir, nsisInclude, electron, afterPack }) {
  return {
    appId: product.appId,
    productName: product.productName,
    copyright: "Apache-2.0",
    directories: { app: appDir, output: outDir, buildResources: here("icons") },
    electronVersion: electron.version,
    ...(electron.dist && { electronDist: electron.dist }),
    // Everything is in the folder already: the bundles hold their packages, and native addons come as they were built for any Node-API.
    npmRebuild: false,
    nodeGypRebuild: false,
    files: [
      { from: appDir, filter: ["**/*"] },
      { from: `${appDir}/node_modules`, to: "node_modules", filter: ["**/*"] },
    ],
    asar: { smartUnpack: false },
    asarUnpack: ["node_modules/**"],
    extraResources: [
      { from: `${commandDir}/bin`, to: "bin" },
      { from: `${commandDir}/cli`, to: "app.asar.unpacked/cli" },
    ],
    extraFiles: [{ from: noticesDir, to: "." }],
    afterPack,
    electronLanguages: ["en-US", "en-GB"],
    extraMetadata: { homepage: product.homepage, author: product.maintainer },
    // No updater (docs/decisions/0028-packages.md), so nothing is written for one.
    publish: null,
    forceCodeSigning: false,
    // biome-ignore lint/suspicious/noTemplateCurlyInString: electron-builder's own placeholders
    artifactName: "assay-${version}-${os}-${arch}.${ext}",
    linux: {
      executableName: product.program,
      icon: here("icons"),
      category: product.category,
      maintainer: product.maintainer,
      vendor: "Assay",
      synopsis: product.summary,
      ...linuxAssociations,
      syncDesktopName: true,
    },
    rpm: { fpm: ["--rpm-rpmbuild-define=_build_id_links none"] },
    win: { executableName: "Assay", icon: here("icons/icon.ico"), target: [{ target: "nsis" }] },
    // Asks whether for this person (no administrator) or for everybody.
    nsis: {
      include: nsisInclude,
      oneClick: false,
      perMachine: false,
      allowElevation: true,
      deleteAppDataOnUninstall: false,
      differentialPackage: false,
    },
    mac: {
      icon: here("icons/icon.icns"),
      category: "public.app-category.developer-tools",
      hardenedRuntime: true,
      gatekeeperAssess: false,
      entitlements: here("entitlements.mac.plist"),
      entitlementsInherit: here("entitlements.mac.plist"),
      target: [{ target: "dmg" }, { target: "zip" }],
      extendInfo: { CFBundleDocumentTypes: macDocumentTypes },
    },
    dmg: { writeUpdateInfo: false },
  };
}
