import { Button, TextInput } from "@mantine/core";
import { IconFolderOpen, IconFolderPlus } from "@tabler/icons-react";
import { useState } from "react";
import { CopyButton } from "../../components/CopyButton.tsx";
import { formatAgo, visibleText } from "../../components/format.ts";
import { Section } from "../../components/Section.tsx";
import { ErrorState } from "../../components/states.tsx";
import { useNow } from "../../components/use-now.ts";
import { useHostQuery } from "../../state/queries.ts";
import { openWorkspace, useWorkspace } from "../../state/workspace.ts";
import css from "./settings.module.css";

/** The open workspace, the known ones, and controls to open or create another. */
export function Workspaces() {
  const workspace = useWorkspace();
  const recent = useHostQuery("workspace.recent", {});
  const host = useHostQuery("host.info", {}).data;
  const now = useNow(30_000);
  const [name, setName] = useState("");
  const [opening, setOpening] = useState<string>();

  const run = async (what: string, open: () => Promise<unknown>) => {
    setOpening(what);
    await open();
    setOpening(undefined);
  };
  const create = () => run("create", () => openWorkspace("workspace.create", { name: name.trim() }));

  return (
    <Section title="Workspace" note={workspace?.isSample === true ? "a sample to try things on" : undefined}>
      <div className={css.block}>
        {workspace !== undefined && (
          <p className={css.path}>
            <code>{visibleText(workspace.path)}</code>
            <CopyButton text={workspace.path} label="Copy path" />
          </p>
        )}
        {recent.error !== null && <ErrorState error={recent.error} onRetry={recent.refetch} />}
        <ul className={css.recent} aria-label="Known workspaces">
          {recent.data?.map((known) => (
            <li key={known.id} data-current={known.isCurrent}>
              <span className={css.recentName}>
                <b>{visibleText(known.name)}</b>
                <span className={css.recentPath} title={known.path}>
                  {visibleText(known.path)}
                </span>
              </span>
              <span className="muted">
                {known.isCurrent ? "open" : known.exists ? formatAgo(Math.max(0, now - known.lastOpenedAtMs)) : "missing"}
              </span>
              <Button
                variant="default"
                size="compact-xs"
                disabled={known.isCurrent || !known.exists || opening !== undefined}
                loading={opening === known.id}
                aria-label={`Open ${visibleText(known.name)}`}
                onClick={() => void run(known.id, () => openWorkspace("workspace.switch", { id: known.id }))}
              >
                Open
              </Button>
            </li>
          ))}
        </ul>
        <form
          className={css.create}
          onSubmit={(event) => {
            event.preventDefault();
            if (name.trim() !== "") void create();
          }}
        >
          <TextInput
            label="New workspace"
            placeholder="Workspace name"
            maxLength={80}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            w={260}
          />
          <Button
            type="submit"
            variant="default"
            leftSection={<IconFolderPlus size={14} aria-hidden />}
            disabled={name.trim() === ""}
            loading={opening === "create"}
          >
            Create and open
          </Button>
          {host?.canPickFolder === true && (
            <Button
              variant="default"
              leftSection={<IconFolderOpen size={14} aria-hidden />}
              loading={opening === "pick"}
              onClick={() => void run("pick", () => openWorkspace("workspace.pickFolder", {}))}
            >
              Open a folder…
            </Button>
          )}
        </form>
        {host?.canPickFolder === false && (
          <p className="muted">
            To open another folder, start Assay with: <code>{host.program} serve --workspace DIR</code>
          </p>
        )}
      </div>
    </Section>
  );
}
