/** The page of a stack as people count it, from 1; empty for all pages. The option counts from 0, as the command line does. */
export function shownPage(value: string | number | boolean | undefined): number | "" {
  return typeof value === "number" ? value + 1 : "";
}

/** The option that a number in the form means; undefined, its default, for none. */
export function givenPage(page: number | string): number | undefined {
  const number = Number(page);
  return page === "" || !Number.isInteger(number) || number < 1 ? undefined : number - 1;
}
