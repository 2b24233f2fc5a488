import { Button } from "@mantine/core";
import { Fragment } from "react";
import type { FollowedFile, Following } from "../../../../contract/index.ts";
import { formatAgo, formatBytes, formatCount, formatNoun, visibleText } from "../../../components/format.ts";
import { MiddleEllipsis } from "../../../components/MiddleEllipsis.tsx";
import { Section } from "../../../components/Section.tsx";
import { useNow } from "../../../components/use-now.ts";
import { mutate } from "../../../state/queries.ts";
import { useShown } from "../paused.ts";
import css from "./followed.module.css";

const states: Record<FollowedFile["state"], string> = {
  missing: "Not there yet",
  waiting: "Waiting for lines",
  reading: "Reading",
  failing: "Cannot write",
  refused: "Not followed",
};

/** Growing files that are followed: how far behind each is, what became of its lines, and why it is not read on. Nothing while there are none. */
export function FollowedFiles() {
  const followings = useShown((snapshot) => snapshot.following) ?? [];
  const now = useNow(1000, followings.length > 0);
  if (followings.length === 0) return null;
  const files = followings.reduce((sum, { fileCount }) => sum + fileCount, 0);
  return (
    <Section title="Followed files" note={formatNoun(files, "file")}>
      <table className={css.files} aria-label="Followed files">
        <thead>
          <tr>
            <th scope="col">File</th>
            <th scope="col">State</th>
            <th scope="col" title="Bytes that are there and not taken yet">
              Behind
            </th>
            <th scope="col">Last line</th>
            <th scope="col" title="Lines in the last 60 seconds">
              Per minute
            </th>
            <th scope="col">Accepted</th>
            <th scope="col">Duplicates</th>
            <th scope="col">Rejected</th>
            <th scope="col">
              <span className="visually-hidden">Stop</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {followings.map((following) => (
            <Fragment key={following.id}>
              <FollowingHead following={following} />
              {following.files.map((file) => (
                <FileRow key={file.name} file={file} following={following} now={now} />
              ))}
            </Fragment>
          ))}
        </tbody>
      </table>
    </Section>
  );
}

/** Of a folder or a pattern: what it has found. A file speaks for itself. */
function FollowingHead({ following }: { following: Following }) {
  const { as, name, files, fileCount, passedOver, isKept } = following;
  if (as === "file") return null;
  const left = [
    fileCount > files.length && `${formatCount(files.length)} listed`,
    passedOver > 0 && `${formatNoun(passedOver, "file")} not recognised`,
    !isKept && "until its command ends",
  ].filter((one) => one !== false);
  return (
    <tr className={css.group}>
      <th scope="rowgroup" colSpan={8}>
        <span className={css.name} title={visibleText(name)}>
          {visibleText(name)}
        </span>
        <span className={css.note}>
          {fileCount === 0 ? "Nothing fits yet" : formatNoun(fileCount, "file")}
          {left.length > 0 && `, ${left.join(", ")}`}
        </span>
      </th>
      <td className={css.stop}>
        <Stop following={following} />
      </td>
    </tr>
  );
}

function FileRow({ file, following, now }: { file: FollowedFile; following: Following; now: number }) {
  const isOwn = following.as === "file";
  const shown = toShown(visibleText(file.name), visibleText(following.name), isOwn);
  const note = [shown.folder, file.dialect, isOwn && !following.isKept && "until its command ends"].filter(Boolean).join(", ");
  return (
    <>
      <tr data-followed={file.name} data-state={file.state} className={isOwn ? undefined : css.inner}>
        <th scope="row">
          <MiddleEllipsis text={shown.name} />
          {note !== "" && <span className={css.note}>{note}</span>}
        </th>
        <td className={css.state} data-problem={file.problem !== null}>
          {states[file.state]}
        </td>
        <td>{formatBytes(file.behindBytes)}</td>
        <td>{file.lastLineAtMs === null ? "none yet" : formatAgo(now - file.lastLineAtMs)}</td>
        <td data-counter="per minute">{formatCount(file.linesLastMinute)}</td>
        <td data-counter="accepted">{formatCount(file.accepted)}</td>
        <td data-counter="duplicates">{formatCount(file.duplicates)}</td>
        <td data-counter="rejected" className={file.quarantined > 0 ? css.warn : undefined}>
          {formatCount(file.quarantined)}
        </td>
        <td>{isOwn && <Stop following={following} />}</td>
      </tr>
      {file.problem !== null && (
        <tr className={css.problem}>
          <td colSpan={9}>
            <b>{visibleText(file.problem.message)}</b> {file.problem.fix !== undefined && visibleText(file.problem.fix)}
          </td>
        </tr>
      )}
    </>
  );
}

/** Of a file that was named its folder stands below its name; of one that was found, its place in what was named. */
function toShown(name: string, asked: string, isOwn: boolean): { name: string; folder: string } {
  const cut = name.lastIndexOf("/") + 1;
  if (isOwn) return { name: name.slice(cut), folder: name.slice(0, Math.max(0, cut - 1)) };
  return { name: name.startsWith(`${asked}/`) ? name.slice(asked.length + 1) : name.slice(cut), folder: "" };
}

function Stop({ following: { id, name } }: { following: Following }) {
  return (
    <Button
      variant="default"
      size="compact-xs"
      aria-label={`Stop following ${visibleText(name)}`}
      onClick={() => void mutate("following.stop", { id })}
    >
      Stop
    </Button>
  );
}
