import { Button } from "@mantine/core";
import { IconSql } from "@tabler/icons-react";
import { useMemo } from "react";
import type { SqlAnswer } from "../../../contract/index.ts";
import { formatMs, formatNoun } from "../../components/format.ts";
import { printShortcut } from "../../components/KeyHint.tsx";
import { EmptyState } from "../../components/states.tsx";
import { useCommands } from "../../components/use-commands.ts";
import { ViewFrame } from "../../components/ViewFrame.tsx";
import { useHostQuery } from "../../state/queries.ts";
import { useViewState } from "../../state/view-state.ts";
import { Answer } from "./Answer.tsx";
import { firstSql } from "./address.ts";
import { sqlCommandList, sqlCommands } from "./commands.ts";
import { Editor } from "./Editor.tsx";
import { Queries } from "./Queries.tsx";
import css from "./sql.module.css";
import { Tables } from "./Tables.tsx";
import { runSql, stopSql, useAsked } from "./use-sql.ts";

const everywhere = { everywhere: true };

/** One SELECT over the workspace's tables. Nothing that is asked changes anything. */
export function SqlView() {
  const [text, setText] = useViewState("sql.text", firstSql);
  const { data } = useHostQuery("sql.tables", {});
  const asked = useAsked();
  const context = useMemo(
    () => ({
      isRunning: asked.isRunning,
      run: () => {
        if (text.trim() !== "") void runSql(text);
      },
      stop: stopSql,
    }),
    [asked.isRunning, text],
  );
  useCommands(sqlCommandList, context, everywhere);
  const { answer, error, isRunning } = asked;
  return (
    <ViewFrame
      title="SQL"
      subtitle="Read-only, over the tables at the right"
      scroll={false}
      aside={<Tables tables={data?.tables ?? []} />}
      toolbar={
        <>
          <Queries text={text} onChoose={setText} />
          {isRunning ? (
            <Button size="xs" variant="default" w={72} title={printShortcut(sqlCommands.stop)} onClick={stopSql}>
              Stop
            </Button>
          ) : (
            <Button size="xs" w={72} title={printShortcut(sqlCommands.run)} disabled={text.trim() === ""} onClick={context.run}>
              Run
            </Button>
          )}
        </>
      }
    >
      <Editor
        text={text}
        onChange={setText}
        tables={data?.tables ?? []}
        functions={data?.functions ?? []}
        wrongAt={asked.sql === text ? error?.where : undefined}
      />
      <div className={css.state} role="status">
        {isRunning ? `Running… ${printShortcut(sqlCommands.stop)} stops it.` : answer === null ? "" : inWords(answer)}
      </div>
      {error !== null && !isRunning && (
        <div className={css.error} role="alert">
          <p>{error.message}</p>
          {error.fix !== undefined && <p className={css.kind}>{error.fix}</p>}
        </div>
      )}
      {answer !== null && error === null ? (
        <Answer answer={answer} />
      ) : (
        error === null &&
        !isRunning && (
          <EmptyState
            icon={IconSql}
            title="Nothing asked yet"
            hint="Run the query above, or write your own. Texts of executions are not in the tables; the Executions view finds words in them."
          />
        )
      )}
    </ViewFrame>
  );
}

function inWords({ rows, cut, elapsedMs, sealed }: SqlAnswer): string {
  const limit =
    cut === null ? "" : cut === "rows" ? "; there are more: add a LIMIT or a condition" : "; cut at 5 MB: ask for fewer columns or rows";
  const left = sealed === 0 ? "" : ` ${formatNoun(sealed, "comparison")} of blind queues left out until revealed.`;
  return `${formatNoun(rows.length, "row")} in ${formatMs(elapsedMs)}${limit}.${left}`;
}
