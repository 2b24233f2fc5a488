import { useMemo } from "react";
import type { SampleDetail } from "../../../contract/index.ts";
import { toFieldText } from "../../components/line-endings.ts";
import { fingerprint, useDraft } from "../../state/drafts.ts";

/** Input and output as text fields hold them. */
export interface SampleTexts {
  input: string;
  output: string;
}

/** The sample being edited, "" when none. */
export const editingName = "samples.editing";

const fieldNames = ["input", "output"] as const;

/** What was typed over a sample and is not saved yet, beside what is recorded. */
export function useSampleDraft(detail: SampleDetail) {
  const { input, output } = detail;
  const draft = useDraft("sample", detail.row.ref);
  const recorded = useMemo<SampleTexts>(() => ({ input: toFieldText(input), output: toFieldText(output) }), [input, output]);
  const prints = useMemo(() => ({ input: fingerprint(input), output: fingerprint(output) }), [input, output]);
  const { fields, edit } = draft;
  const texts: SampleTexts = { input: fields.input?.text ?? recorded.input, output: fields.output?.text ?? recorded.output };
  const changed = texts.input !== recorded.input || texts.output !== recorded.output;
  return {
    draft,
    recorded,
    texts,
    changed,
    /** The recorded text of a field that was edited is another one now. */
    changedMeanwhile:
      changed &&
      fieldNames.some((name) => fields[name] !== undefined && fields[name].basedOn !== "" && fields[name].basedOn !== prints[name]),
    setText: (name: (typeof fieldNames)[number], text: string) =>
      edit(name, text === recorded[name] ? null : { text, basedOn: fields[name]?.basedOn ?? prints[name] }),
  };
}
