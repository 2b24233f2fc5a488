import Type, { type Static } from "typebox";
import { Config, ConfigReport } from "./config.ts";
import { command, query } from "./procedure.ts";
import { closed, Id, Nothing, nullable, TimeMs } from "./shapes.ts";

/** The program itself: which host, which workspace, settings, and what the screen remembers. */

export const HostInfo = closed({
  host: Type.Union([Type.Literal("desktop"), Type.Literal("web")]),
  version: Type.String(),
  platform: Type.String(),
  /** Desktop only: the operating system's folder dialog can be shown. */
  canPickFolder: Type.Boolean(),
  /** Web only: the command that starts it again, for a person to type. */
  startCommand: Type.Optional(Type.String()),
});
export type HostInfo = Static<typeof HostInfo>;

export const WorkspaceInfo = closed({
  path: Type.String(),
  name: Type.String(),
  /** Whether this is the sample workspace, copied from resources/. */
  isSample: Type.Boolean(),
  openedAtMs: TimeMs,
  /** What opening had to mend, in sentences for a person: torn tails kept aside, an index rebuilt. */
  repairs: Type.Array(Type.String()),
});
export type WorkspaceInfo = Static<typeof WorkspaceInfo>;

export const RecentWorkspace = closed({
  /** What `workspace.switch` takes: an id the engine gave out, never a path. */
  id: Id,
  path: Type.String(),
  name: Type.String(),
  lastOpenedAtMs: TimeMs,
  isCurrent: Type.Boolean(),
  exists: Type.Boolean(),
});
export type RecentWorkspace = Static<typeof RecentWorkspace>;

/** A file or folder a person handed over. The path stays in the host; the screen holds the id. */
export const Grant = closed({ id: Id, name: Type.String(), sizeBytes: Type.Integer({ minimum: 0 }) });
export type Grant = Static<typeof Grant>;

export const hostProcedures = {
  "host.info": query(Nothing, HostInfo),
  "workspace.current": query(Nothing, WorkspaceInfo),
  "workspace.recent": query(Nothing, Type.Array(RecentWorkspace)),
  /** Opens a workspace this machine knows (`id` of `workspace.recent`) or a granted folder. */
  "workspace.switch": command(closed({ id: Id }), WorkspaceInfo),
  /** Creates an empty workspace of that name beside the others and opens it. */
  "workspace.create": command(closed({ name: Type.String({ minLength: 1, maxLength: 80 }) }), WorkspaceInfo),
  /** Desktop: shows the folder dialog and opens what was picked; null when cancelled. Web: `unavailable`. */
  "workspace.pickFolder": command(Nothing, nullable(WorkspaceInfo)),
  "config.get": query(Nothing, ConfigReport),
  /** Checks, writes the file atomically and applies it; an invalid one changes nothing. */
  "config.set": command(closed({ config: Config }), ConfigReport),
  /** What the screen remembers between starts (filters, sort, theme…), as JSON text; "" when nothing yet. At most 256 KiB. */
  "viewState.get": query(Nothing, closed({ json: Type.String() })),
  /** Sets the keys of the JSON object it is given; the other keys stay. Over the limit the largest values are forgotten: nothing typed is in it. */
  "viewState.set": command(closed({ json: Type.String({ maxLength: 262_144 }) }), Nothing),
};
