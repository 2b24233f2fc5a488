export { LoadingRows } from "./states.tsx";
