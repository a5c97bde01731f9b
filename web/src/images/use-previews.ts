import { useQuery } from "@tanstack/react-query";
import { fileUrl } from "../api/client.ts";

const bytesEach = 64;
const again = 10_000;

/**
 * Previews of all images, 64 grey values each, in their order; fetched again while the server still makes some.
 * Undefined until they are those of so many images.
 */
export function usePreviews(count: number): Uint8Array | undefined {
  const { data } = useQuery({
    queryKey: ["previews of images", count],
    queryFn: async ({ signal }) => {
      const response = await fetch(fileUrl("images/previews", {}), { signal });
      const bytes = response.ok ? new Uint8Array(await response.arrayBuffer()) : new Uint8Array();
      return { bytes, isComplete: isComplete(bytes) };
    },
    structuralSharing: false,
    refetchInterval: ({ state }) => (state.data?.isComplete ? false : again),
  });
  return data?.bytes.length === count * bytesEach ? data.bytes : undefined;
}

/** A broken image never gets one: a few that are missing are not waited for. */
function isComplete(previews: Uint8Array): boolean {
  let missing = 0;
  for (let at = 0; at < previews.length; at += bytesEach) if (isZero(previews, at)) missing++;
  return missing <= previews.length / bytesEach / 100;
}

function isZero(previews: Uint8Array, start: number): boolean {
  for (let at = start; at < start + bytesEach; at++) if (previews[at] !== 0) return false;
  return true;
}
