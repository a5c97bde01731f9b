import type { ServerContext } from "../context.ts";

/** Reads the table again if another program has written it, and tells all pages then. @throws MorError `manifest-invalid` */
export async function refreshImages({
  workspace: { images },
  publish,
}: Pick<ServerContext, "workspace" | "publish">): Promise<void> {
  const before = images.revision();
  await images.refresh();
  if (images.revision() !== before) publish({ kind: "images", revision: images.revision() });
}
