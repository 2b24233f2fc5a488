import type { ConversionPlan, ImportKind } from "../../../contract/index.ts";

/** How the lines of followed files are taken: as an import would. */
export interface FollowOptions {
  kind: ImportKind;
  /** null: as what each file is taken for. */
  plan: ConversionPlan | null;
  answers: ConversionPlan["answers"];
}

/** What is followed: a file, all files of a folder and its folders, or those that a pattern names. */
export interface FollowRequest extends FollowOptions {
  as: "file" | "folder" | "glob";
  /** Absolute. Of a glob, the pattern. */
  path: string;
  /** As it was named; what its files are called begins with it. */
  name: string;
}
