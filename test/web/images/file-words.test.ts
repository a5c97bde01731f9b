import { describe, expect, it } from "vitest";
import { brokenWords, failureWords, pixelTypeWords } from "../../../web/src/images/viewer/file-words.ts";
import { stepPage } from "../../../web/src/images/viewer/step-page.ts";

describe("brokenWords", () => {
  it("says what happened to a file, without the words of its format", () => {
    expect(brokenWords("Expected 8192 bytes in chunk IDAT, got fewer (a.png)")).toMatch(/cut off/);
    expect(brokenWords("Expected an image, got zero bytes")).toBe("The file is empty.");
    expect(brokenWords("Expected an image, got a text file (a.png)")).toMatch(/text/);
    expect(brokenWords("Expected a PNG, JPEG or TIFF file, got a GIF")).toMatch(/save it as/);
    expect(brokenWords("Expected known filters, got 9")).toBe("The file is damaged.");
  });
});

describe("failureWords", () => {
  const facts = (pages: number) =>
    ({
      format: "tiff",
      width: 4,
      height: 4,
      channels: 1,
      pixelType: "uint8",
      pages,
      axes: "QYX",
      pixelSize: null,
    }) as const;

  it("tells a page that is not there from a file that cannot be read", () => {
    expect(failureWords({ broken: null, facts: facts(7) }, 8)).toBe("This image has only 7 pages.");
    expect(failureWords({ broken: null, facts: facts(1) }, 2)).toBe("This image has one page alone.");
    expect(failureWords({ broken: null, facts: facts(7) }, 6)).toBe("This image cannot be read.");
    expect(failureWords({ broken: "got zero bytes", facts: null }, 8)).toBe(
      "This image cannot be read. The file is empty.",
    );
    expect(failureWords(undefined, 8)).toBe("This image cannot be read.");
  });
});

it("names the type of pixels as microscopes do", () => {
  expect(pixelTypeWords("uint16")).toBe("16-bit, 0 to 65,535");
  expect(pixelTypeWords("complex64")).toBe("complex64");
});

it("steps through pages and stays within them", () => {
  expect(stepPage(undefined, 7, 1)).toBe(0);
  expect(stepPage(undefined, 7, -1)).toBe(6);
  expect(stepPage(6, 7, 1)).toBe(6);
  expect(stepPage(0, 7, -1)).toBe(0);
  expect(stepPage(20, 7, -1)).toBe(6);
});
