import { useQuery } from "@tanstack/react-query";
import { fileUrl } from "../api/client.ts";

const bytesEach = 64;
const again = 10_000;

/**
 * Previews of all images, 64 grey values each, in their order; fetched again while the server still makes some.
 * Undefined until they are those of so many images.
 */
export function usePreviews(count: number): Uint8Array | undefined {
  const previews = useQuery({
    queryKey: ["previews of images", count],
    queryFn: async ({ signal }) => {
      const response = await fetch(fileUrl("images/previews", {}), { signal });
      return response.ok ? new Uint8Array(await response.arrayBuffer()) : new Uint8Array();
    },
    structuralSharing: false,
    refetchInterval: ({ state }) => (state.data && isComplete(state.data) ? false : again),
  });
  return previews.data?.length === count * bytesEach ? previews.data : undefined;
}

/** A broken image never gets one: a few that are missing are not waited for. */
function isComplete(previews: Uint8Array): boolean {
  let missing = 0;
  for (let at = 0; at < previews.length; at += bytesEach) {
    if (previews.subarray(at, at + bytesEach).every((value) => value === 0)) missing++;
  }
  return missing <= previews.length / bytesEach / 100;
}
