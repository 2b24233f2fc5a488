import Type, { type Static } from "typebox";
import { Config, ConfigReport } from "./config.ts";
import { command, query } from "./procedure.ts";
import { Id, Nothing, nullable, strictObject, TimeMs } from "./shapes.ts";

/** The host, the workspace, settings and view state. */

export const HostInfo = strictObject({
  host: Type.Union([Type.Literal("desktop"), Type.Literal("web")]),
  version: Type.String(),
  platform: Type.String(),
  /** Desktop only: the system's folder dialog is available. */
  canPickFolder: Type.Boolean(),
  /** How a person starts the command line here, without a command's name: "assay", or what stands for it in a clone. */
  program: Type.String(),
  /** Web only: the command that restarts the host, to be typed. */
  startCommand: Type.Optional(Type.String()),
});
export type HostInfo = Static<typeof HostInfo>;

export const WorkspaceInfo = strictObject({
  path: Type.String(),
  name: Type.String(),
  /** Whether this is the sample workspace, copied from resources/. */
  isSample: Type.Boolean(),
  openedAtMs: TimeMs,
  /** What opening repaired, as messages: torn tails set aside, an index rebuilt. */
  repairs: Type.Array(Type.String()),
});
export type WorkspaceInfo = Static<typeof WorkspaceInfo>;

export const RecentWorkspace = strictObject({
  /** For `workspace.switch`: an id issued by the engine, never a path. */
  id: Id,
  path: Type.String(),
  name: Type.String(),
  lastOpenedAtMs: TimeMs,
  isCurrent: Type.Boolean(),
  exists: Type.Boolean(),
});
export type RecentWorkspace = Static<typeof RecentWorkspace>;

/** Permission to read one file or folder that a person chose. The path stays in the host; the screen holds the id. */
export const Grant = strictObject({ id: Id, name: Type.String(), sizeBytes: Type.Integer({ minimum: 0 }) });
export type Grant = Static<typeof Grant>;

/** Bounds of a file that the screen makes: a chart, or an answer as CSV. The name is proposed to a person, who may choose another. */
export const savedFile = { namePattern: "^[A-Za-z0-9][A-Za-z0-9._-]{0,100}\\.(png|svg|csv)$", maxBytes: 24_000_000 } as const;

export const hostProcedures = {
  "host.info": query(Nothing, HostInfo),
  "workspace.current": query(Nothing, WorkspaceInfo),
  "workspace.recent": query(Nothing, Type.Array(RecentWorkspace)),
  /** Opens a recent workspace (`id` of `workspace.recent`) or a granted folder. */
  "workspace.switch": command(strictObject({ id: Id }), WorkspaceInfo),
  /** Creates an empty workspace of that name beside the others and opens it. */
  "workspace.create": command(strictObject({ name: Type.String({ minLength: 1, maxLength: 80 }) }), WorkspaceInfo),
  /** Opens the sample workspace; the first time it is copied from the installation. Fails with `not_found` where the installation has none. */
  "workspace.openSample": command(Nothing, WorkspaceInfo),
  /** Desktop: shows the folder dialog and opens the chosen folder; null when cancelled. Web: fails with `unavailable`. */
  "workspace.pickFolder": command(Nothing, nullable(WorkspaceInfo)),
  /**
   * Desktop: asks with the system's dialog where a file that the screen made goes, and writes it; null when cancelled. Web: fails with
   * `unavailable`, because the browser downloads it. Fails with invalid_argument, disk_full, permission, io.
   */
  "host.saveFile": command(
    strictObject({
      name: Type.String({ pattern: savedFile.namePattern }),
      base64: Type.String({ maxLength: Math.ceil(savedFile.maxBytes / 3) * 4 }),
    }),
    nullable(strictObject({ path: Type.String() })),
  ),
  "config.get": query(Nothing, ConfigReport),
  /** Validates, writes the file atomically and applies it. An invalid configuration changes nothing. */
  "config.set": command(strictObject({ config: Config }), ConfigReport),
  /** View state (filters, sort, theme …) as JSON text; "" when there is none. At most 256 KiB. */
  "viewState.get": query(Nothing, strictObject({ json: Type.String() })),
  /** Sets the keys of the given JSON object; other keys stay. Over the limit the largest values are dropped: it holds nothing that was typed. */
  "viewState.set": command(strictObject({ json: Type.String({ maxLength: 262_144 }) }), Nothing),
};
