import { Button, TagsInput } from "@mantine/core";
import { useEffect, useRef } from "react";
import { type ComparisonDetail, toWords } from "../../../contract/index.ts";
import { editorKeys } from "../../components/commands.ts";
import { printShortcut } from "../../components/KeyHint.tsx";
import { isPressed } from "../../components/use-commands.ts";
import { useHostQuery } from "../../state/queries.ts";
import { decide } from "../decide.ts";
import css from "./Desk.module.css";
import { closePanel } from "./panel.ts";

const longest = 100;
const most = 50;

/** Reason codes and tags of the comparison; each change is a decision. */
export function ReasonsAndTags({ detail }: { detail: ComparisonDetail }) {
  const { key: comparison, reasons, tags } = detail;
  const offered = toWords((useHostQuery("config.get", {}, { follows: "config" }).data?.config.review.reasons ?? "").split(","));
  const first = useRef<HTMLInputElement>(null);
  useEffect(() => first.current?.focus(), []);
  const fitting = (words: string[]) => toWords(words.map((word) => word.slice(0, longest))).slice(0, most);
  return (
    <section
      className={css.panel}
      aria-label="Reasons and tags"
      onKeyDown={(event) => {
        if (isPressed(editorKeys.close, event.nativeEvent) && !event.defaultPrevented) closePanel();
      }}
    >
      <div className={css.row}>
        <TagsInput
          className={css.words}
          label="Reasons"
          ref={first}
          data={offered}
          value={reasons}
          maxTags={most}
          onChange={(words) => decide({ type: "reasons", comparison, reasons: fitting(words) })}
        />
        <TagsInput
          className={css.words}
          label="Tags"
          value={tags}
          maxTags={most}
          onChange={(words) => decide({ type: "tags", comparison, tags: fitting(words) })}
        />
        <Button variant="default" onClick={closePanel}>
          Close ({printShortcut(editorKeys.close)})
        </Button>
      </div>
    </section>
  );
}
