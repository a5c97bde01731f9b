/** The pictures that were asked for last, as many as have room. */
export class RecentPictures {
  readonly #pictures = new Map<string, Uint8Array>();
  readonly #maxBytes: number;
  #bytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  get(key: string): Uint8Array | undefined {
    return this.#pictures.get(key);
  }

  keep(key: string, bytes: Uint8Array): void {
    const known = this.#pictures.get(key);
    this.#pictures.delete(key); // a map keeps the order of insertion
    this.#pictures.set(key, bytes);
    this.#bytes += bytes.length - (known?.length ?? 0);
    for (const [oldest, picture] of this.#pictures) {
      if (this.#bytes <= this.#maxBytes) return;
      this.#pictures.delete(oldest);
      this.#bytes -= picture.length;
    }
  }
}
