/** The keys of the samples view, for its buttons and for the overlay that `?` shows. */
export const sampleKeys: { keys: string[]; does: string }[] = [
  { keys: ["1"], does: "change the sample's tier to gold" },
  { keys: ["2"], does: "change it to silver" },
  { keys: ["3"], does: "change it to bronze" },
  { keys: ["e"], does: "edit input and output" },
  { keys: ["mod+Enter"], does: "save the edit" },
  { keys: ["Escape"], does: "close the editor; what was typed is kept as a draft" },
  { keys: ["d"], does: "remove the sample from the dataset; undo brings it back" },
  { keys: ["c"], does: "go to the comparison it came from" },
  { keys: ["j", "↓"], does: "next sample" },
  { keys: ["k", "↑"], does: "previous sample" },
  { keys: ["mod+z"], does: "undo, whatever it was and wherever" },
  { keys: ["mod+shift+z", "mod+y"], does: "redo" },
  { keys: ["/"], does: "search; Enter or ↓ goes to the first result, Esc leaves" },
];
