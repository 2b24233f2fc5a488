import { Fragment } from "react";
import { CopyButton } from "../../components/CopyButton.tsx";
import { useHostQuery } from "../../state/queries.ts";
import { useWorkspace } from "../../state/workspace.ts";
import css from "./live.module.css";
import { quoteForShell } from "./live-data.ts";

/** Ways to send records to this workspace, with commands to copy. */
export function SendData() {
  const workspace = useWorkspace();
  const at = workspace === undefined ? "DIR" : quoteForShell(workspace.path);
  const assay = useHostQuery("host.info", {}).data?.program ?? "assay";
  const commands = [
    { title: "From files, on the command line", command: `${assay} import FILE.jsonl --workspace ${at}` },
    {
      title: "From a program, as JSON lines on its output",
      command: `my-service | ${assay} collect --workspace ${at} --kind engine_execution`,
    },
  ];
  return (
    <ol className={css.ways}>
      <li>
        <span>
          <b>Drop a file anywhere on this window.</b> Record types are detected automatically; duplicates are skipped.
        </span>
      </li>
      {commands.map(({ title, command }) => (
        <li key={title}>
          <b>{title}</b>
          <span className={css.way}>
            <code>
              {command.split(" ").map((word, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: the words of a command keep their places
                <Fragment key={index}>
                  {index > 0 && " "}
                  <span className={css.word}>{word}</span>
                </Fragment>
              ))}
            </code>
            <CopyButton text={command} label="Copy command" />
          </span>
        </li>
      ))}
      <li>
        <span>
          <b>Over HTTP, from a service.</b> Open the network door on this page.
        </span>
      </li>
    </ol>
  );
}
