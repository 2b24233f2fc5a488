/** View-state names that both keys and panes use. */

/** The comparison whose note is being written, "" when none. */
export const noteEditing = "comparisons.noteEditing";
/** Notes begun and not saved, by comparison. */
export const noteDrafts = "comparisons.noteDrafts";
export const queryUnfolded = "comparisons.queryUnfolded";
export const trailUnfolded = "comparisons.trailUnfolded";
