/**
 * What the system may open with Assay. Assay is offered as one program among others, as a viewer, and never becomes the default: each
 * platform's installer gets its own form from here.
 */

const description = "JSON Lines";
const lineFiles = [
  { ext: "jsonl", mimeType: "application/jsonl" },
  { ext: "ndjson", mimeType: "application/x-ndjson" },
];

/** The types that a Linux desktop entry lists. */
export const linuxMimeTypes = [...lineFiles.map(({ mimeType }) => mimeType), "inode/directory"];

/** electron-builder's `linux.fileAssociations` declare the MIME types, and `linux.mimeTypes` adds folders. A desktop asks before it makes one a default. */
export const linuxAssociations = {
  fileAssociations: lineFiles.map((type) => ({ ...type, name: description, description })),
  mimeTypes: ["inode/directory"],
};

/**
 * The package for the shared MIME database (https://specifications.freedesktop.org/shared-mime-info-spec/latest/): not every system knows these
 * types by their extension.
 */
export const linuxMimePackage = `<?xml version="1.0" encoding="UTF-8"?>
<mime-info xmlns="http://www.freedesktop.org/standards/shared-mime-info">
${lineFiles.map(({ ext, mimeType }) => `  <mime-type type="${mimeType}">\n    <comment>${description}</comment>\n    <sub-class-of type="text/plain"/>\n    <glob pattern="*.${ext}"/>\n  </mime-type>\n`).join("")}</mime-info>
`;

/** Info.plist's `CFBundleDocumentTypes`. The rank Alternate leaves whatever opens these files as it is. */
export const macDocumentTypes = [
  {
    CFBundleTypeName: description,
    CFBundleTypeRole: "Viewer",
    LSHandlerRank: "Alternate",
    CFBundleTypeExtensions: lineFiles.map(({ ext }) => ext),
  },
  { CFBundleTypeName: "Workspace folder", CFBundleTypeRole: "Viewer", LSHandlerRank: "Alternate", LSItemContentTypes: ["public.folder"] },
];

export interface RegistryValue {
  /** Below HKCU or HKLM, whichever the installer writes to. */
  key: string;
  /** "" for the key's default value. */
  name: string;
  data: string;
}

/**
 * Windows: `OpenWithProgids` adds to the list "Open with"; the default value of `.jsonl`, which is the default program, is not touched.
 * electron-builder's own `fileAssociations` would take it, so scripts/lib/package/nsis.mjs writes these
 * (https://learn.microsoft.com/windows/win32/shell/fa-file-types).
 * @param program the installed program's path, or what stands for it in the script.
 */
export function windowsAssociations(program: string): RegistryValue[] {
  const command = `"${program}" "%1"`;
  const progId = "Assay.JSONLines";
  return [
    { key: `Software\\Classes\\${progId}`, name: "", data: description },
    { key: `Software\\Classes\\${progId}\\shell\\open\\command`, name: "", data: command },
    ...lineFiles.map(({ ext }) => ({ key: `Software\\Classes\\.${ext}\\OpenWithProgids`, name: progId, data: "" })),
    { key: "Software\\Classes\\Directory\\shell\\Assay", name: "", data: "Open as Assay workspace" },
    { key: "Software\\Classes\\Directory\\shell\\Assay\\command", name: "", data: command },
  ];
}
