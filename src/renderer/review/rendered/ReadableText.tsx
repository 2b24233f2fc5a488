import { Button } from "@mantine/core";
import { Component, lazy, memo, type ReactNode, Suspense, useMemo, useState } from "react";
import { formatNoun } from "../../components/format.ts";
import { drawnAtOnce, drawnPart } from "./drawn-part.ts";
import { looksLikeMarkdown, renderedAtOnce } from "./markdown-text.ts";
import { useRendered } from "./rendered.ts";

/** Fetched when the first text needs it: parser, highlighter and formulas are larger than the rest of the view. */
const Markdown = lazy(() => import("./Markdown.tsx"));

/**
 * Untrusted text, its beginning first: as Markdown where it looks like it and a person has not switched to raw, else exactly as it is.
 * Memoised: Markdown is parsed again for another text, not for another mark beside it.
 */
export const ReadableText = memo(function ReadableText({ text, className }: { text: string; className: string | undefined }) {
  const [rendered] = useRendered();
  const looks = useMemo(() => looksLikeMarkdown(text), [text]);
  const isMarkdown = rendered && looks;
  const atOnce = isMarkdown ? renderedAtOnce : drawnAtOnce;
  const [more, setMore] = useState(0);
  const { shown, left } = drawnPart(text, atOnce + more);
  const raw = (
    <div className={className} dir="auto">
      {shown}
    </div>
  );
  return (
    <>
      {isMarkdown ? (
        <RawOnFailure key={shown.length} raw={raw}>
          <Suspense fallback={raw}>
            <Markdown text={shown} />
          </Suspense>
        </RawOnFailure>
      ) : (
        raw
      )}
      {left > 0 && (
        <Button variant="subtle" size="compact-xs" onClick={() => setMore(more + (isMarkdown ? atOnce : 10 * atOnce))}>
          Show more ({formatNoun(left, "character")} left)
        </Button>
      )}
    </>
  );
});

/** A text nested so deeply that the parser gives up is shown raw. */
class RawOnFailure extends Component<{ raw: ReactNode; children: ReactNode }, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError() {
    return { failed: true };
  }

  override render() {
    return this.state.failed ? this.props.raw : this.props.children;
  }
}
