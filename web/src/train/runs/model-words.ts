/** What a model is, short enough for a table: "Organelle network, kept as it is"; the whole of it stands elsewhere. */
export function modelWords(model: string): string {
  const plain = model.replace(/ \(trained on [^)]*\)/g, "");
  const frozen = / on frozen features of (?<network>.+)$/.exec(plain)?.groups?.network;
  const words =
    frozen === undefined
      ? plain.replace(/ \(all layers\)$/, ", trained further")
      : `${frozen}, kept as it is`;
  return words.charAt(0).toUpperCase() + words.slice(1);
}
