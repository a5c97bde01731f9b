/** What the page asks to be explained. */
export interface ExplainRequest {
  readonly images: readonly string[];
  readonly methods?: readonly string[] | undefined;
  readonly layer?: string | undefined;
  readonly class?: string | undefined;
}

/** Images of the run's own that are explained, and on which the methods are tested, when none are named. */
const [ownImages, testedImages] = [24, 64];

/** The options of `mor explain` for a request; given images are explained as quickly as can be, without tests. */
export function explainOptionsOf(
  { images, methods, layer, class: target }: ExplainRequest,
  { run, out }: { readonly run: string; readonly out: string },
): Readonly<Record<string, unknown>> {
  const spec = {
    run,
    image: images,
    out,
    method: methods && methods.length > 0 ? methods.join(",") : undefined,
    layer,
    class: target,
    images: ownImages,
    faithfulness: images.length === 0 ? testedImages : 0,
  };
  return Object.fromEntries(Object.entries(spec).filter(([, value]) => value !== undefined));
}
