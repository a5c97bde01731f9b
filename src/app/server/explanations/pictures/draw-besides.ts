import { takesTooLong } from "../../pictures/draw-picture.ts";
import { openWorkThread } from "../../threads/work-thread.ts";
import { drawExplained, type ExplainedPicture } from "./draw-explained.ts";

/** The largest picture that is drawn takes a tenth of this on a slow machine. */
const limitMs = 30_000;

const thread = openWorkThread<ExplainedPicture, Uint8Array>({
  script: new URL("./explained-thread.js", import.meta.url),
  limitMs,
  tooLong: ({ file }) => takesTooLong(file, limitMs),
});

/**
 * Draws a picture of an explanation on a thread of its own, so that the server answers meanwhile. Sources that are not
 * compiled have no file that a thread could start with: they draw here.
 *
 * @throws MorError as `drawExplained`; `image-unsupported` for one that takes longer than half a minute.
 */
export async function drawBesides(picture: ExplainedPicture): Promise<Uint8Array> {
  return await (import.meta.url.endsWith(".ts") ? drawExplained(picture) : thread.ask(picture));
}
