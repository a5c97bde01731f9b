import { expect, it } from "vitest";
import { startingPlaces } from "../../../web/src/images/starting-places.ts";

function namesOf(roots: readonly string[], workspace?: string): readonly string[] {
  return startingPlaces(roots, workspace).map(({ name }) => name);
}

it("names folders by their last names, and alike ones by their paths", () => {
  expect(namesOf(["/srv/ada", "/data/plants", "/old/plants", "/data/study", "/"], "/data/study")).toEqual([
    "ada",
    "/data/plants",
    "/old/plants",
    "This workspace",
    "/",
  ]);
});

it("says what a folder is to the user", () => {
  expect(namesOf(["/root", "/data"], "/data/study")).toEqual(["Home", "Beside the workspace"]);
  expect(namesOf(["/Users/ada", "/Volumes/disk"], "/Volumes/disk/study")).toEqual([
    "Home",
    "Beside the workspace",
  ]);
  expect(namesOf(["C:\\Users\\ada", "D:\\plants"], "D:\\plants\\study")).toEqual([
    "Home",
    "Beside the workspace",
  ]);
  expect(namesOf(["/home/ada", "/home/bob"])).toEqual(["/home/ada", "/home/bob"]);
});
