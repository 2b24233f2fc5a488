import { Command } from "../../components/Command.tsx";
import { quoteForShell } from "../../components/shell.ts";
import { useSnapshot } from "../../state/live.ts";
import { useHostQuery } from "../../state/queries.ts";
import { useWorkspace } from "../../state/workspace.ts";
import css from "./live.module.css";

/** Ways to send records to this workspace, with commands to copy. */
export function SendData() {
  const workspace = useWorkspace();
  const at = workspace === undefined ? "DIR" : quoteForShell(workspace.path);
  const assay = useHostQuery("host.info", {}).data?.program ?? "assay";
  const isOpen = useSnapshot((snapshot) => snapshot.network?.state === "on");
  const commands = [
    { title: "From files, on the command line", command: `${assay} import FILE.jsonl --workspace ${at}` },
    {
      title: "From a program, as JSON lines on its output",
      command: `my-service | ${assay} collect --workspace ${at} --kind engine_execution`,
    },
    { title: "From a file that a program appends to", command: `${assay} follow FILE.jsonl --workspace ${at}` },
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
          <Command command={command} />
        </li>
      ))}
      <li>
        <span>
          <b>Over HTTP, from a service.</b> {isOpen ? "The network door on this page is open." : "Open the network door on this page."}
        </span>
      </li>
    </ol>
  );
}
