import { Button, FileButton } from "@mantine/core";
import { useState } from "react";
import { Command } from "../../components/Command.tsx";
import { formatNoun } from "../../components/format.ts";
import { quoteForShell } from "../../components/shell.ts";
import type { ImportOptions } from "../../import/drop.ts";
import { useSnapshot } from "../../state/live.ts";
import { navigate } from "../../state/navigation.ts";
import { reportFailure } from "../../state/notify.ts";
import { mutate, useHostQuery } from "../../state/queries.ts";
import { useWorkspace } from "../../state/workspace.ts";
import { transport } from "../../transport/index.ts";
import css from "./import.module.css";

/** Files that still grow are followed. A browser hands over copies, so there the command line does it. */
export function FollowFile({ kind }: Pick<ImportOptions, "kind">) {
  const host = useHostQuery("host.info", {}).data;
  const workspace = useWorkspace();
  const followed = useSnapshot((snapshot) => snapshot.following.reduce((sum, { fileCount }) => sum + fileCount, 0)) ?? 0;
  if (host === undefined) return null;
  const at = workspace === undefined ? "DIR" : quoteForShell(workspace.path);
  return (
    <section className={css.follow} aria-label="Follow a file">
      <span className={css.followText}>
        <b>A file that still grows</b> is followed: its lines come in as they are written, now and whenever this workspace is open.
        {host.host === "web" && " A browser hands over copies of files, so say it on the command line:"}
      </span>
      {host.host === "web" ? (
        <Command command={`${host.program} follow FILE --keep --workspace ${at}`} />
      ) : (
        <Choose kind={kind} canPickFolder={host.canPickFolder} />
      )}
      {followed > 0 && (
        <Button variant="subtle" size="compact-sm" onClick={() => navigate("live")}>
          {formatNoun(followed, "file")} followed, see Live
        </Button>
      )}
    </section>
  );
}

function Choose({ kind, canPickFolder }: Pick<ImportOptions, "kind"> & { canPickFolder: boolean }) {
  const [busy, setBusy] = useState(false);
  const follow = async (files: readonly File[]) => {
    if (files.length === 0) return;
    setBusy(true);
    const grants: string[] = [];
    for (const file of files) {
      const answer = await transport.grantFile(file);
      if (answer.ok) grants.push(answer.value.id);
      else reportFailure(answer.error);
    }
    const answer = grants.length > 0 ? await mutate("following.start", { grants, kind }) : null;
    setBusy(false);
    if (answer?.ok) navigate("live");
  };
  const followFolder = async () => {
    const answer = await mutate("following.pickFolder", { kind });
    if (answer.ok && answer.value !== null) navigate("live");
  };
  return (
    <span className={css.followButtons}>
      <FileButton multiple onChange={(files) => void follow(files)} inputProps={{ "aria-label": "Follow a file" }}>
        {(props) => (
          <Button {...props} variant="default" loading={busy}>
            Follow a file…
          </Button>
        )}
      </FileButton>
      {canPickFolder && (
        <Button variant="default" onClick={() => void followFolder()}>
          Follow a folder…
        </Button>
      )}
    </span>
  );
}
