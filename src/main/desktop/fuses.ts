/** Electron's fuses for the packaged app, in the names of @electron/fuses. `strictlyRequireAllFuses` fails on a fuse that is not listed. */
export const fuses = {
  strictlyRequireAllFuses: true,
  /** The binary cannot be used as a plain Node. */
  RunAsNode: false,
  EnableCookieEncryption: true,
  EnableNodeOptionsEnvironmentVariable: false,
  /** Playwright needs this on, so end-to-end tests run on the unfused build. */
  EnableNodeCliInspectArguments: false,
  EnableEmbeddedAsarIntegrityValidation: true,
  OnlyLoadAppFromAsar: true,
  LoadBrowserProcessSpecificV8Snapshot: false,
  /** The screen is served from its own scheme, so file: needs no privileges. */
  GrantFileProtocolExtraPrivileges: false,
  WasmTrapHandlers: true,
} as const;
