/**
 * The window's guards, and how each is broken, one at a time, to see that a spec on a real Electron notices (scripts/mutate-guards.mjs).
 * `from` stands in `file` exactly once; `spec` is the file that must fail.
 */
export const guardMutations = [
  {
    guard: "navigation",
    file: "src/main/desktop/guards.ts",
    from: "if (toOrigin(event.url) === ownOrigin) return;",
    to: "return;",
    spec: "window/guards",
  },
  {
    guard: "new windows",
    file: "src/main/desktop/guards.ts",
    from: 'return { action: "deny" };',
    to: 'return { action: "allow" };',
    spec: "window/guards",
  },
  {
    guard: "downloads",
    file: "src/main/desktop/guards.ts",
    from: 'target.on("will-download", (event) => event.preventDefault());',
    to: "",
    spec: "window/guards",
  },
  {
    guard: "permission requests",
    file: "src/main/desktop/guards.ts",
    from: "answer(permission === clipboardWrite && details.isMainFrame && toOrigin(details.requestingUrl) === ownOrigin);",
    to: "answer(true);",
    spec: "window/guards",
  },
  {
    guard: "permission checks",
    file: "src/main/desktop/guards.ts",
    from: "(_contents, permission, origin, details) => permission === clipboardWrite && details.isMainFrame && toOrigin(origin) === ownOrigin,",
    to: "() => true,",
    spec: "window/guards",
  },
  {
    guard: "sender check",
    file: "src/main/desktop/sender.ts",
    from: "return frame !== null && !frame.detached && frame.parent === null && frame.origin === ownOrigin;",
    to: "return true;",
    spec: "window/sender",
  },
  {
    guard: "sender check: origin alone",
    file: "src/main/desktop/sender.ts",
    from: " && frame.origin === ownOrigin;",
    to: ";",
    spec: "window/sender",
  },
  {
    guard: "sender check: top frame alone",
    file: "src/main/desktop/sender.ts",
    from: "frame.parent === null && ",
    to: "",
    spec: "window/sender",
  },
  {
    guard: "content security policy",
    file: "src/contract/screen.ts",
    from: '"Content-Security-Policy": contentSecurityPolicy(nonce),',
    to: "",
    spec: "window/guards",
  },
  {
    guard: "sandbox, of the program",
    file: "src/main/desktop/index.ts",
    from: "app.enableSandbox();",
    to: "",
    spec: "window/sandbox",
  },
  {
    guard: "sandbox, of the window",
    file: "src/main/desktop/window.ts",
    from: "sandbox: true,",
    to: "sandbox: false,",
    spec: "window/sandbox",
  },
  {
    guard: "context isolation",
    file: "src/main/desktop/window.ts",
    from: "contextIsolation: true,",
    to: "contextIsolation: false,",
    spec: "window/sandbox",
  },
  {
    guard: "requests of the session",
    file: "src/main/desktop/offline.ts",
    from: "answer({ cancel: !isLocalRequest(details.url, ownOrigin) });",
    to: "answer({});",
    spec: "window/guards",
  },
  {
    guard: "peer connections",
    file: "src/main/desktop/guards.ts",
    from: "blockWebRtcDatagrams(contents);",
    to: "",
    spec: "window/webrtc",
  },
];

/**
 * Breaks one guard in the text of its source.
 * @throws when the text to break is not there exactly once: the table is behind the code.
 */
export function breakGuard({ guard, file, from, to }, source) {
  if (source.split(from).length !== 2)
    throw new Error(`${guard}: "${from}" is not in ${file} exactly once; mend scripts/lib/guard-mutations.mjs`);
  return source.replace(from, () => to);
}
