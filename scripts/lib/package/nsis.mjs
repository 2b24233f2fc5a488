import { windowsAssociations } from "../../../src/main/desktop/file-associations.ts";

/**
 * The part of the Windows installer that offers Assay for files and folders, and takes the offer back: electron-builder's macros
 * (https://www.electron.build/nsis#custom-nsis-script). `SHELL_CONTEXT` is HKCU or HKLM, as whoever installs it chooses.
 */
export function toNsisScript() {
  const values = windowsAssociations("$INSTDIR\\Assay.exe");
  const own = [...new Set(values.filter(({ name }) => name === "").map(({ key }) => key.replace(/\\(shell\\open\\)?command$/, "")))];
  return [
    "!macro customInstall",
    ...values.map(({ key, name, data }) => `  WriteRegStr SHELL_CONTEXT '${key}' '${name}' '${data}'`),
    "!macroend",
    "!macro customUnInstall",
    ...own.map((key) => `  DeleteRegKey SHELL_CONTEXT '${key}'`),
    ...values.filter(({ name }) => name !== "").map(({ key, name }) => `  DeleteRegValue SHELL_CONTEXT '${key}' '${name}'`),
    "!macroend",
    "",
  ].join("\r\n");
}
