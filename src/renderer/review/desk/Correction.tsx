import { Button, Textarea } from "@mantine/core";
import { useEffect, useMemo, useRef } from "react";
import { type ComparisonDetail, promotedRef, type Tier, tiers } from "../../../contract/index.ts";
import { editorKeys } from "../../components/commands.ts";
import { DraftState, DraftWord } from "../../components/DraftState.tsx";
import { candidateLetter } from "../../components/format.ts";
import { printShortcut } from "../../components/KeyHint.tsx";
import { restoreLineEndings, toFieldText } from "../../components/line-endings.ts";
import { isPressed } from "../../components/use-commands.ts";
import { drafts, fingerprint, useDraft, useOpenDraft } from "../../state/drafts.ts";
import css from "./Desk.module.css";
import { closePanel } from "./panel.ts";

interface CorrectionProps {
  detail: ComparisonDetail;
  position: number;
  onPromote: (action: { type: "promote"; tier: Tier; output: string }) => void;
}

/** The focused candidate's answer, to be corrected and promoted. The recorded answer stays, as the rejected side of a pair. */
export function Correction({ detail, position, onPromote }: CorrectionProps) {
  const candidate = detail.candidates.find((one) => one.position === position);
  const answer = candidate?.output ?? "";
  const draft = useDraft("answer", promotedRef(detail.key, position));
  const { id, fields, edit, loading } = draft;
  useOpenDraft("answer", id.target);
  const recorded = useMemo(() => toFieldText(answer), [answer]);
  const text = fields.output?.text ?? recorded;
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => field.current?.focus(), []);
  const save = (tier: Tier) => {
    drafts.saving(id);
    onPromote({ type: "promote", tier, output: restoreLineEndings(answer, text) });
    closePanel();
  };
  const letter = candidateLetter(position);
  return (
    <section className={css.panel} aria-label={`Correct the answer of candidate ${letter}`}>
      <Textarea
        label={`Answer of candidate ${letter}, corrected`}
        ref={field}
        autosize
        minRows={3}
        maxRows={12}
        classNames={{ input: css.correction }}
        maxLength={4_000_000}
        readOnly={loading}
        value={text}
        onBlur={() => void drafts.flush(id)}
        onChange={(event) => {
          const next = event.currentTarget.value;
          edit("output", next === recorded ? null : { text: next, basedOn: fields.output?.basedOn ?? fingerprint(answer) });
        }}
        onKeyDown={(event) => {
          if (isPressed(editorKeys.close, event.nativeEvent)) closePanel();
          if (isPressed(editorKeys.save, event.nativeEvent)) save(candidate?.tier ?? "gold");
        }}
      />
      <DraftState draft={draft} noun="answer" changedMeanwhile={false} />
      <div className={css.row}>
        {tiers.map((tier) => (
          <Button key={tier} variant={tier === (candidate?.tier ?? "gold") ? "filled" : "default"} onClick={() => save(tier)}>
            Promote to {tier}
            {tier === (candidate?.tier ?? "gold") ? ` (${printShortcut(editorKeys.save)})` : ""}
          </Button>
        ))}
        <Button variant="default" onClick={closePanel}>
          Close ({printShortcut(editorKeys.close)})
        </Button>
        <DraftWord draft={draft} />
      </div>
    </section>
  );
}
