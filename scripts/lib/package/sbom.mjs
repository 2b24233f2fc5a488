import { readFileSync } from "node:fs";
import { inRoot } from "../places.mjs";

/**
 * A bill of materials in CycloneDX 1.6 (https://cyclonedx.org/docs/1.6/json/): the same for every run on the same lockfile, so it has no time
 * and no random serial number.
 * @param components of components.mjs. @param electron the version that is packed.
 * @returns the document's text.
 */
export function toSbom(components, electron) {
  const { name, version, description, license } = JSON.parse(readFileSync(inRoot("package.json"), "utf8"));
  const document = {
    $schema: "http://cyclonedx.org/schema/bom-1.6.schema.json",
    bomFormat: "CycloneDX",
    specVersion: "1.6",
    version: 1,
    metadata: { component: { type: "application", "bom-ref": toPurl(name, version), name, version, description, ...toLicences(license) } },
    components: components.map((component) => toComponent(component, electron)),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

function toComponent({ name, version: locked, license, integrity }, electron) {
  const isOther = name === "electron" && locked !== electron;
  const version = isOther ? electron : locked;
  return {
    type: name === "electron" || name === "node" ? "framework" : "library",
    "bom-ref": toPurl(name, version),
    name,
    version,
    purl: toPurl(name, version),
    ...toLicences(license),
    // Electron and Node are downloaded by their packages: the integrity of those says nothing about the programs.
    ...(integrity && !isOther && { hashes: [toHash(integrity)] }),
  };
}

/** https://github.com/package-url/purl-spec: the scope's @ is written %40. */
function toPurl(name, version) {
  return `pkg:npm/${name.replace("@", "%40")}@${version}`;
}

function toLicences(license) {
  if (license === undefined) return {};
  return { licenses: [/ (OR|AND|WITH) /.test(license) ? { expression: license } : { license: { id: license } }] };
}

/** npm writes `sha512-` and base64, CycloneDX hex. */
function toHash(integrity) {
  const [, algorithm, content] = /^sha(\d+)-(.+)$/.exec(integrity);
  return { alg: `SHA-${algorithm}`, content: Buffer.from(content, "base64").toString("hex") };
}
