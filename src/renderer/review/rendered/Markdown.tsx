import { isValidElement } from "react";
import ReactMarkdown, { type Components, type Options } from "react-markdown";
import rehypeHighlight from "rehype-highlight";
import remarkGfm from "remark-gfm";
import remarkMath from "remark-math";
import { Formula } from "./Formula.tsx";
import css from "./Markdown.module.css";
import { unifyFormulas } from "./markdown-text.ts";

/**
 * Untrusted text as Markdown. The libraries build elements and never set HTML: tags in the text are shown as text. Nothing is fetched and nothing
 * is followed: pictures are named, links show where they lead.
 */
export default function Markdown({ text }: { text: string }) {
  return (
    <div className={css.markdown}>
      <ReactMarkdown components={components} remarkPlugins={remarkPlugins} rehypePlugins={rehypePlugins}>
        {unifyFormulas(text)}
      </ReactMarkdown>
    </div>
  );
}

const remarkPlugins: Options["remarkPlugins"] = [remarkGfm, [remarkMath, { singleDollarTextMath: false }]];
const rehypePlugins: Options["rehypePlugins"] = [[rehypeHighlight, { plainText: ["math"] }]];

/** What is wider than its column scrolls in a box of its own, by arrow keys as well. */
function SideScroll({ label, className, children }: { label: string; className?: string | undefined; children: React.ReactNode }) {
  return (
    // biome-ignore-start lint/a11y: a box that scrolls must be reachable by keyboard, and is no landmark of the page
    <div className={`${css.sideScroll} ${className ?? ""}`} role="group" aria-label={label} tabIndex={0} data-scrolls-sideways>
      {children}
    </div>
    // biome-ignore-end lint/a11y: as above
  );
}

/** Headings of a text are none of the page's. */
const heading = (level: number) =>
  function Heading({ children }: { children?: React.ReactNode }) {
    return (
      <p className={css.heading} data-level={level} dir="auto">
        {children}
      </p>
    );
  };

const components: Components = {
  h1: heading(1),
  h2: heading(2),
  h3: heading(3),
  h4: heading(4),
  h5: heading(5),
  h6: heading(6),
  p: ({ children }) => <p dir="auto">{children}</p>,
  // The direction of a list is that of its items' text, and so is the side of its markers; an item with a direction of its own would not count.
  ul: ({ children }) => <ul dir="auto">{children}</ul>,
  ol: ({ children, start }) => (
    <ol dir="auto" start={start}>
      {children}
    </ol>
  ),
  blockquote: ({ children }) => <blockquote dir="auto">{children}</blockquote>,
  // The order of its columns is that of its text; a cell with a direction of its own would not count.
  table: ({ children }) => (
    <SideScroll className={css.table} label="Table">
      <table dir="auto">{children}</table>
    </SideScroll>
  ),
  a: ({ children, href }) => (
    <span className={css.link} title={href}>
      {children}
    </span>
  ),
  // The parser marks formulas as code of the language "math", a displayed one inside a <pre>.
  code: ({ children, className, node: _node, ...rest }) => {
    const isFormula = className?.includes("language-math");
    if (isFormula && typeof children === "string")
      return <Formula tex={children} isDisplay={className?.includes("math-display") ?? false} />;
    return (
      <code className={className} {...rest}>
        {children}
      </code>
    );
  },
  pre: ({ children }) =>
    isFormulaElement(children) ? (
      children
    ) : (
      <SideScroll label="Code">
        <pre>{children}</pre>
      </SideScroll>
    ),
  img: ({ alt, src }) => (
    <span className={css.picture} title={typeof src === "string" ? src : undefined}>
      Picture{alt ? `: ${alt}` : ""}
    </span>
  ),
  input: ({ checked }) => <span>{checked ? "☑" : "☐"}</span>,
};

function isFormulaElement(children: React.ReactNode): boolean {
  return isValidElement<{ className?: string }>(children) && (children.props.className?.includes("math-display") ?? false);
}
