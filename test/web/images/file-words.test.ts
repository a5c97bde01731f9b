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

  it.each([
    ["an image file, got nothing at this path", /not there/],
    ["an image file at this very path, got one behind a link", /link/],
    ["an image file, got a folder", /no file/],
    ["at least 900 bytes, got 400: the file is cut short or damaged", /cut off/],
    ["a JPEG marker at byte 5, got none", /damaged/],
    ["at most 100000000 pixels per page, got 20000 x 10000", /larger than can be read/],
    ["at most 65536 pages, got more", /larger than can be read/],
    ["a grey or RGB JPEG, got CMYK", /save it anew/],
    ["8 bits per sample in a JPEG, got 12", /save it anew/],
    ["a TIFF compressed as one of LZW, deflate, got WebP", /save it/],
    ["samples of 1 to 32 bits, or floats of 16, 32 or 64, got 64 bits complex", /save it anew/],
  ])("tells a file that is whole from one that is damaged: %s", (expected, words) => {
    expect(brokenWords(`Expected ${expected} (/study/images/a.png)`)).toMatch(words);
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
