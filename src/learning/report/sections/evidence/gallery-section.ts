import { html } from "../../page/html.ts";
import { renderFigure, type Section } from "../../page/page.ts";
import type { GalleryFacts } from "../../report-input.ts";
import { renderThumbnail } from "../../thumbnail.ts";

/** What the network has learnt, as pictures; `undefined` when it was not looked into. */
export function gallerySection(gallery: GalleryFacts | undefined): Section | undefined {
  if (gallery === undefined || gallery.galleries.length === 0) return;
  const figures = gallery.galleries.map(({ title, caption, image }) =>
    renderFigure(title, caption, html`<div class="whole-picture">${renderThumbnail(image, title)}</div>`),
  );
  return { id: "network", title: "What the network has learnt", body: html`${figures}` };
}
