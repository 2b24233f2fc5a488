import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { AssayBridge } from "../../../src/contract/bridge.ts";
import type { SpeakingFrame } from "../../double/protocol.ts";
import { expect, test } from "../../fixtures.ts";
import { shell } from "./shell.ts";

type BridgedWindow = Window & { assay: AssayBridge<File> };

const ownFrame = { origin: "workbench://app", parent: false };
const strangers: [string, SpeakingFrame | null][] = [
  ["another origin", { origin: "https://example.com", parent: false }],
  ["a look-alike", { origin: "workbench://app.example.com", parent: false }],
  ["our origin as an address", { origin: "workbench://app/", parent: false }],
  ["an opaque origin", { origin: "null", parent: false }],
  ["a frame inside our page", { origin: "workbench://app", parent: true }],
  ["a foreign frame inside our page", { origin: "https://example.com", parent: true }],
  ["a frame that is gone", null],
  ["a frame that goes while it is looked at", { ...ownFrame, disposed: true }],
  ["a frame whose place another document took", { ...ownFrame, detached: true }],
];
/** A message for every channel there is, and what is answered on those that answer. */
const messages: [string, unknown[], Record<string, unknown> | undefined][] = [
  ["assay:call", ["workspace.create", { name: "by a stranger" }, 1], { ok: false, error: { code: "refused" } }],
  ["assay:grant", ["/etc/passwd"], { ok: false, error: { code: "refused" } }],
  ["assay:abort", [1], undefined],
  ["assay:visible", [false], undefined],
  ["assay:run", ["window.open"], undefined],
  ["assay:menu", [{ app: [], view: { name: "live", commands: [{ id: "x", label: "by a stranger", key: "", enabled: true }] } }], undefined],
];

test("only our own top frame may speak, and only with arguments of the contract; anything else is refused with a value", async ({
  assay,
}) => {
  const refusals = () =>
    shell(assay)
      .stderr()
      .split("\n")
      .flatMap((line) => (line.includes("sender_refused") ? [(JSON.parse(line) as { channel: string }).channel] : []));
  const expected: string[] = [];
  for (const [who, frame] of strangers) {
    for (const [channel, args, answer] of messages) {
      const answered = await shell(assay).ask({ ask: "speak", frame, channel, args });
      if (answer === undefined) expect(answered, `${who}, ${channel}`).toBeUndefined();
      else expect(answered, `${who}, ${channel}`).toMatchObject(answer);
      expected.push(channel);
    }
  }
  await expect.poll(refusals).toEqual(expected);
  expect(await readdir(assay.stateDir)).not.toContain("workspaces");

  const own = await shell(assay).ask({
    ask: "speak",
    frame: ownFrame,
    channel: "assay:call",
    args: ["host.info", {}, 1],
  });
  expect(own).toMatchObject({ ok: true, value: { host: "desktop", canPickFolder: true } });

  const bad: unknown[][] = [
    [],
    ["nonsense", {}, 1],
    ["__proto__", {}, 1],
    ["constructor", {}, 1],
    ["toString", {}, 1],
    ["hasOwnProperty", {}, 1],
    ["host.info", JSON.parse('{"__proto__":{"polluted":true}}'), 1],
    ["imports.start", { grants: ["/etc/passwd"], kind: "auto", keepDuplicates: false }, 1],
    ["models.import", { grants: ["__proto__"] }, 1],
    ["host.info", { surplus: 1 }, 1],
    ["host.info", null, 1],
    ["host.info", {}, "one"],
    ["host.info", {}, -1],
    ["executions.list", { filter: {}, sort: "newest", limit: 1e9 }, 1],
    [7, {}, 1],
  ];
  for (const args of bad) {
    const answer = await shell(assay).ask({ ask: "speak", frame: ownFrame, channel: "assay:call", args });
    expect(answer, JSON.stringify(args)).toMatchObject({ ok: false });
  }
  for (const path of ["", 7, null, "/etc", "/dev/null", "/nothing/here", "/a\0b", "x".repeat(100_000)]) {
    const answer = await shell(assay).ask({ ask: "speak", frame: ownFrame, channel: "assay:grant", args: [path] });
    expect(answer, String(path).slice(0, 20)).toMatchObject({ ok: false });
  }
});

test("the bridge offers eight functions and nothing of Electron; listeners get values and can be removed", async ({ assay }) => {
  const offered = await assay.page.evaluate(() => {
    const { assay: bridge } = window as unknown as BridgedWindow;
    return {
      names: Object.keys(bridge).sort(),
      frozen: Object.isFrozen(bridge),
      node: ["require", "process", "module", "Buffer"].filter((name) => name in globalThis),
    };
  });
  expect(offered).toEqual({
    names: ["abort", "call", "grantFile", "on", "onCommand", "runInShell", "setMenu", "setVisible"],
    frozen: true,
    node: [],
  });

  const received = await assay.page.evaluate(async () => {
    const { assay: bridge } = window as unknown as BridgedWindow;
    const got: unknown[][] = [];
    // A snapshot is sent when there is news.
    const makeNews = (text: string) =>
      bridge.call(
        "drafts.put",
        { kind: "sample", target: "s", editedAtMs: Date.now(), writer: "tab", fields: { output: { text, basedOn: "" } } },
        900 + text.length,
      );
    await new Promise<void>((resolve) => {
      const off = bridge.on("snapshot", (...args: unknown[]) => {
        got.push(args);
        off();
        resolve();
      });
      void makeNews("a");
    });
    const after = got.length;
    await new Promise<void>((resolve) => {
      const off = bridge.on("snapshot", () => {
        off();
        resolve();
      });
      void makeNews("ab");
    });
    return { first: got[0]?.map((value) => Object.keys(value as object)), grew: got.length - after };
  });
  expect(received.first).toHaveLength(1);
  expect(received.first?.[0]).toContain("seq");
  expect(received.first?.[0]).not.toContain("sender");
  expect(received.grew).toBe(0);

  const info = await assay.page.evaluate(() => (window as unknown as BridgedWindow).assay.call("host.info", {}, 1));
  expect(info).toMatchObject({ ok: true, value: { host: "desktop" } });
});

test("a dropped file becomes a grant without its path; one made by script is refused", async ({ assay }) => {
  const path = join(assay.stateDir, "dropped.jsonl");
  await writeFile(path, "{}\n");
  await assay.page.evaluate(() => {
    const page = window as unknown as BridgedWindow & { granted: Promise<unknown> };
    page.granted = new Promise((resolve) => {
      window.addEventListener(
        "drop",
        (event) => {
          event.preventDefault();
          event.stopImmediatePropagation();
          const file = event.dataTransfer?.files[0];
          if (file !== undefined) resolve(page.assay.grantFile(file));
        },
        { capture: true, once: true },
      );
    });
  });
  await assay.dropFile([path]);
  const granted = await assay.page.evaluate(() => (window as unknown as { granted: Promise<unknown> }).granted);
  expect(granted).toMatchObject({ ok: true, value: { name: "dropped.jsonl", sizeBytes: 3 } });
  expect(JSON.stringify(granted)).not.toContain(assay.stateDir);

  const made = await assay.page.evaluate(() => (window as unknown as BridgedWindow).assay.grantFile(new File(["{}"], "dropped.jsonl")));
  expect(made).toMatchObject({ ok: false, error: { code: "refused" } });
});

test("a folder is picked with the system's dialog, which opens where it was last", async ({ assay }) => {
  const pick = () => assay.page.evaluate(() => (window as unknown as BridgedWindow).assay.call("workspace.pickFolder", {}, 99));
  await shell(assay).ask({ ask: "prepare-dialogs", answers: { openDialog: { canceled: true, filePaths: [] } } });
  expect(await pick()).toEqual({ ok: true, value: null });
  const other = join(assay.stateDir, "other");
  await shell(assay).ask({ ask: "prepare-dialogs", answers: { openDialog: { canceled: false, filePaths: [other] } } });
  expect(await pick()).toMatchObject({ ok: true, value: { path: other } });
  await shell(assay).ask({ ask: "prepare-dialogs", answers: { openDialog: { canceled: true, filePaths: [] } } });
  await pick();
  const dialogs = (await shell(assay).journal()).filter((entry) => entry.what === "dialog.showOpenDialog");
  expect(dialogs.at(-1)?.detail).toMatchObject({ defaultPath: other, properties: ["openDirectory", "createDirectory"] });
});

test("a file that the screen made is saved where the system's dialog says, and nowhere else", async ({ assay }) => {
  const save = (name: string, base64: string) =>
    assay.page.evaluate((input) => (window as unknown as BridgedWindow).assay.call("host.saveFile", input, 98), { name, base64 });
  const answer = (canceled: boolean, filePath: string) =>
    shell(assay).ask({ ask: "prepare-dialogs", answers: { saveDialog: { canceled, filePath } } });
  const path = join(assay.stateDir, "mine.csv");
  await answer(true, "");
  expect(await save("answer.csv", "YQo=")).toEqual({ ok: true, value: null });
  await answer(false, path);
  expect(await save("answer.csv", "YQo=")).toEqual({ ok: true, value: { path } });
  expect(await readFile(path, "utf8")).toBe("a\n");
  await answer(true, "");
  await save("chart.png", "");
  const refusals = [
    ["../answer.csv", "YQo="],
    ["answer.sh", "YQo="],
    [".csv", "YQo="],
    ["answer.csv", "no base64!"],
  ] as const;
  for (const [name, base64] of refusals)
    expect(await save(name, base64), name).toMatchObject({ ok: false, error: { code: "invalid_argument" } });
  await answer(false, join(assay.stateDir, "missing", "a.csv"));
  expect(await save("answer.csv", "YQo=")).toMatchObject({ ok: false, error: { code: "not_found" } });
  const asked = (await shell(assay).journal()).filter(({ what }) => what === "dialog.showSaveDialog");
  expect(asked).toHaveLength(4);
  expect(asked[2]?.detail).toMatchObject({ defaultPath: join(assay.stateDir, "chart.png"), filters: [{ extensions: ["png"] }] });
});
