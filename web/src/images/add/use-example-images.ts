import { useAction } from "../../api/hooks.ts";

/** Starts the making of example images. */
export function useExampleImages(): { readonly make: () => void; readonly isPending: boolean } {
  const phantoms = useAction("images/phantoms");
  return {
    make: () => phantoms.mutate({ imagesPerClass: 40, plants: 20, size: 128 }),
    isPending: phantoms.isPending,
  };
}
