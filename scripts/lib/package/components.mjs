import { readFileSync } from "node:fs";
import { inRoot } from "../places.mjs";
import { nativePackages } from "./native-packages.mjs";

/** Shipped, though no dependency of the program: Electron runs the window, Node the command line. */
const runtimes = ["electron", "node"];
/** Never shipped: native-packages.mjs says why the first is not, and declarations are no code. */
const isLeftOut = (name) => name === "onnxruntime-node" || name.startsWith("@types/");
/** Of this one only the addon is shipped, without the code that would look for it. */
const withoutDependencies = ["fs-native-extensions"];

/**
 * What a package for this system is made of: the production dependencies of package-lock.json, the native packages of the system, and the
 * runtimes.
 * @returns name, version, SPDX licence, integrity and folder in node_modules of each, in the order of their names and versions.
 */
export function listComponents(platform = process.platform, arch = process.arch) {
  const { packages } = JSON.parse(readFileSync(inRoot("package-lock.json"), "utf8"));
  const wanted = new Set();
  const visit = (path) => {
    if (wanted.has(path)) return;
    const name = toName(path);
    if (isLeftOut(name)) return;
    wanted.add(path);
    if (withoutDependencies.includes(name)) return;
    const { dependencies = {}, optionalDependencies = {}, peerDependencies = {} } = packages[path];
    for (const name of Object.keys({ ...dependencies, ...peerDependencies })) {
      const found = findPackage(packages, path, name);
      if (found !== undefined && !packages[found].dev) visit(found);
    }
    for (const name of Object.keys(optionalDependencies)) {
      const found = findPackage(packages, path, name);
      if (found !== undefined && nativePackages(platform, arch).includes(name)) visit(found);
    }
  };
  const { dependencies } = packages[""];
  for (const name of Object.keys(dependencies)) visit(`node_modules/${name}`);
  return [...wanted, ...runtimes.map((name) => `node_modules/${name}`)]
    .map((path) => {
      const { version, license, integrity } = packages[path];
      return { name: toName(path), version, license, integrity, path };
    })
    .sort((a, b) => (`${a.name}@${a.version}` < `${b.name}@${b.version}` ? -1 : 1))
    .filter(
      (component, index, all) => index === 0 || all[index - 1].name !== component.name || all[index - 1].version !== component.version,
    );
}

function toName(path) {
  return path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length);
}

/** Where Node would find a package from another one: beside it, or in a folder above. */
function findPackage(packages, from, name) {
  for (let at = from; ; at = at.slice(0, Math.max(0, at.lastIndexOf("/node_modules/")))) {
    const path = at === "" ? `node_modules/${name}` : `${at}/node_modules/${name}`;
    if (packages[path] !== undefined) return path;
    if (at === "") return undefined;
  }
}
