import { createSpotlight } from "@mantine/spotlight";

/** The command palette's own store; @mantine/spotlight is opened from here alone. */
export const [paletteStore, palette] = createSpotlight();
export const openPalette = () => palette.open();
