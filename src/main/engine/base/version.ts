import packageJson from "../../../../package.json" with { type: "json" };

/** Assay's version, as package.json says it: written into every decision and export. */
export const toolVersion: string = packageJson.version;
