/**
 * Electron's fuses as a packaged Assay has them, in the words of @electron/fuses. Packaging flips them with
 * `strictlyRequireAllFuses`, so that a new one cannot go unnoticed.
 */
export const fuses = {
  strictlyRequireAllFuses: true,
  /** The binary is never a plain Node. */
  RunAsNode: false,
  EnableCookieEncryption: true,
  EnableNodeOptionsEnvironmentVariable: false,
  /** Playwright needs this one on: e2e runs on the unfused build, the fused one gets a smoke test. */
  EnableNodeCliInspectArguments: false,
  EnableEmbeddedAsarIntegrityValidation: true,
  OnlyLoadAppFromAsar: true,
  LoadBrowserProcessSpecificV8Snapshot: false,
  /** The screen comes from its own scheme; file: needs no privileges. */
  GrantFileProtocolExtraPrivileges: false,
  WasmTrapHandlers: true,
} as const;
