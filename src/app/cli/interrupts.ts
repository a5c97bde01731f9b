/** Listens to Ctrl-C and SIGTERM: the first calls `onFirst`, each later one `onLater`. Returns how to stop listening. */
export function listenForInterrupts(
  source: NodeJS.EventEmitter,
  onFirst: () => void,
  onLater: () => void,
): () => void {
  let count = 0;
  const listen = () => {
    count += 1;
    if (count === 1) onFirst();
    else onLater();
  };
  source.on("SIGINT", listen);
  source.on("SIGTERM", listen);
  return () => {
    source.off("SIGINT", listen);
    source.off("SIGTERM", listen);
  };
}
