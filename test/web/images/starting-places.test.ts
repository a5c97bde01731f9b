import { expect, it } from "vitest";
import { startingPlaces } from "../../../web/src/images/starting-places.ts";

it("names folders by their last names, and alike ones by their paths", () => {
  const places = startingPlaces(
    ["/home/ada", "/data/plants", "/old/plants", "/data/study", "/"],
    "/data/study",
  );
  expect(places.map(({ name }) => name)).toEqual([
    "ada",
    "/data/plants",
    "/old/plants",
    "This workspace",
    "/",
  ]);
});
