import { readFileSync } from "node:fs";
import { licenceFileName } from "../bundling.mjs";
import { inRoot } from "../places.mjs";
import { listNativePackages } from "./native-packages.mjs";

/** Shipped beside what is bundled: Electron runs the window, Node the command line. */
const runtimes = ["electron", "node"];
const bundles = ["main", "headless", "renderer"];

/**
 * What a package for this system is made of: the packages whose modules are in the bundles of out/, the native packages, and the runtimes.
 * @returns name, version, SPDX licence, integrity (all as package-lock.json has them) and folder of each, in the order of name and version.
 */
export function listComponents(electron, platform = process.platform, arch = process.arch) {
  const { packages } = JSON.parse(readFileSync(inRoot("package-lock.json"), "utf8"));
  const top = [...listNativePackages(electron, platform, arch), ...runtimes].map((name) => `node_modules/${name}`);
  const paths = [...new Set([...bundles.flatMap((bundle) => listBundled(bundle, packages)), ...top])];
  return paths
    .map((path) => {
      const { version, license, integrity } = packages[path];
      return { name: toName(path), version, license, integrity, path };
    })
    .sort((a, b) => (`${a.name}@${a.version}` < `${b.name}@${b.version}` ? -1 : 1));
}

/** The packages of a bundle, from the list that scripts/lib/bundling.mjs wrote beside it. @returns their keys in the lockfile. */
function listBundled(bundle, packages) {
  const text = readFileSync(inRoot("out", bundle, licenceFileName), "utf8");
  return [...text.matchAll(/(?:^|\n-{80}\n\n)(\S+) (\d\S*) \(/g)].map(([, name, version]) => {
    const path = Object.keys(packages).find((key) => toName(key) === name && packages[key].version === version);
    if (path === undefined) throw new Error(`${name}@${version} is in out/${bundle}, but not in package-lock.json`);
    return path;
  });
}

function toName(path) {
  return path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length);
}
