import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect } from "vitest";
import { silentLog } from "../../engine/index.ts";
import { startWebHost, type WebHost } from "../serve.ts";
import { type RawAnswer, type RawRequest, rawAsk, requestText } from "./raw-client.ts";
import { type ScriptedSession, scriptedSession } from "./scripted-session.ts";
import { type SignedIn, signIn } from "./socket-client.ts";

const secret = "what lies outside the screen's folder";

/** A web host for the tests of one file, with a screen and with secrets around its folder. After each test nothing may have run. */
export class GuardedScreen {
  folder = "";
  session!: ScriptedSession;
  host!: WebHost;
  me!: SignedIn;

  /** Serves from before the first test of the file to after its last. */
  constructor() {
    beforeAll(() => this.#start());
    afterEach(async () => {
      expect(this.session.ran.splice(0)).toEqual([]);
      expect(this.session.granted.splice(0)).toEqual([]);
      expect((await this.ask({})).status).toBe(200);
    });
    afterAll(async () => {
      await this.host.close();
      await rm(this.folder, { recursive: true });
    });
  }

  ask = (request: RawRequest): Promise<RawAnswer> => rawAsk(this.host.port, requestText(this.me, request));

  /** A refusal is short, says nothing of what it guards, and lets no other site read it. */
  expectSmall(answer: RawAnswer): void {
    expect(answer.body.length).toBeLessThan(2000);
    for (const hidden of [secret, this.me.ticket, this.me.token.secret, this.folder]) expect(JSON.stringify(answer)).not.toContain(hidden);
    expect(Object.keys(answer.headers).filter((name) => name.startsWith("access-control"))).toEqual([]);
  }

  async #start(): Promise<void> {
    const folder = await realpath(await mkdtemp(join(tmpdir(), "assay-doors-")));
    this.folder = folder;
    const root = join(folder, "renderer");
    await mkdir(join(root, "assets"), { recursive: true });
    await mkdir(join(folder, "renderer-evil"));
    await writeFile(join(root, "index.html"), "<h1>Assay</h1>");
    await writeFile(join(root, "assets", "a b.js"), "export {};");
    await writeFile(join(root, "assets", "x.js"), "export {};");
    await writeFile(join(root, "assets", ".env"), secret);
    await writeFile(join(folder, "secret.js"), secret);
    await writeFile(join(folder, "renderer-evil", "x.js"), secret);
    await symlink(join(folder, "secret.js"), join(root, "assets", "out.js"));
    await symlink(folder, join(root, "up"));
    await symlink("loop.js", join(root, "loop.js"));
    await symlink(join(root, "index.html"), join(root, "assets", "inside.html"));
    this.session = scriptedSession(folder);
    this.host = await startWebHost({ session: this.session, rendererDir: root, port: 0, log: silentLog, limits: { closeMs: 100 } });
    this.me = await signIn(this.host.newAddress());
  }
}
