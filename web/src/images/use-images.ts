import { type UseQueryResult, useQuery } from "@tanstack/react-query";
import { ask, type ServerRefusal } from "../api/client.ts";
import { decodeImages, type PageImages } from "./page-image.ts";

export const imagesKey = ["images/list", {}] as const;

/** The images of the workspace, fetched again when they have changed. */
export function useImages(): UseQueryResult<PageImages, ServerRefusal> {
  return useQuery<PageImages, ServerRefusal>({
    queryKey: imagesKey,
    queryFn: async ({ signal }) => decodeImages(await ask("images/list", {}, signal)),
    structuralSharing: false, // comparing 50,000 rows takes longer than drawing what has changed
  });
}
