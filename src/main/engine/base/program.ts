/**
 * How a person starts Assay's command line where this process runs. Every sentence that names a command is made with it, so that what is
 * printed can be typed.
 */
let program = "assay";

/**
 * Called first by the hosts' entries.
 * @param isCheckout whether this is a clone of the repository, in which nothing is installed on the path.
 */
export function setProgram({ isCheckout }: { isCheckout: boolean }): void {
  program = isCheckout ? "npm run --silent assay --" : "assay";
}

/** The words before a command's name. */
export const getProgram = (): string => program;

/** A whole command. @param rest the command's name and arguments, e.g. "verify --repair". */
export const formatCommand = (rest: string): string => `${program} ${rest}`;
