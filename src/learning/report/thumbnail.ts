import { type Html, html } from "./page/html.ts";

const picture = /^data:image\/(?:png|jpeg|gif|webp);base64,[A-Za-z0-9+/]+={0,2}$/;

/** A picture from a data URI; anything that is not a bitmap in base64 becomes a blank with the same words. */
export function renderThumbnail(image: string, words: string): Html {
  if (!picture.test(image))
    return html`<span class="blank" role="img" aria-label="${words} (no picture)"></span>`;
  return html`<img src="${image}" alt="${words}" title="${words}" loading="lazy" decoding="async">`;
}
