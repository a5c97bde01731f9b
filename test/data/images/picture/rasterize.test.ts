import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { encodePicture, rasterize } from "../../../../src/data/images/picture/rasterize.ts";

describe("rasterize", () => {
  it("draws at the size that the document says, with opacity", async () => {
    const { width, height, channels, data } = await rasterize(
      '<svg xmlns="http://www.w3.org/2000/svg" width="4" height="2"><rect width="2" height="2" fill="#ff0000"/></svg>',
    );
    expect([width, height, channels]).toEqual([4, 2, 4]);
    expect([...data.subarray(0, 4)]).toEqual([255, 0, 0, 255]);
    expect(data[4 * 3 + 3]).toBe(0);
  });

  it("refuses what is no drawing", async () => {
    await expect(rasterize("<svg")).rejects.toMatchObject({ code: "image-unsupported" });
  });
});

describe("encodePicture", () => {
  const data = Uint8Array.from({ length: 12 }, (_, i) => 20 * i);

  it("keeps every pixel in a PNG", async () => {
    const png = await encodePicture({ width: 2, height: 2, channels: 3, data });
    expect([...(await sharp(png).raw().toBuffer())]).toEqual([...data]);
  });

  it("writes JPEG for pages", async () => {
    const jpeg = await encodePicture({ width: 2, height: 2, channels: 3, data }, "jpeg");
    expect((await sharp(jpeg).metadata()).format).toBe("jpeg");
  });
});
