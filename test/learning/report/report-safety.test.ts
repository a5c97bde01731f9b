import { parseHTML } from "linkedom";
import { describe, expect, it } from "vitest";
import { renderReport } from "../../../src/learning/report/render-report.ts";
import type { ReportInput } from "../../../src/learning/report/report-input.ts";
import { sampleReport } from "../../support/report-sample.ts";

describe("a report of hostile data", () => {
  const attack = `<script>alert("1")</script>'"&amp;]]><img src=x onerror=alert(1)>😀`;
  const hostile = sampleReport({
    classes: [attack, "2024-01-01", "7", "__proto__", `"><svg onload=alert(1)>`, "-->"],
  });
  const everywhere: ReportInput = {
    ...hostile,
    title: attack,
    generated: attack,
    run: {
      ...hostile.run,
      spec: { [attack]: attack },
      versions: { [attack]: attack },
      machine: { [attack]: attack },
      timings: { [attack]: 3 },
      dataHash: attack,
      device: attack,
      command: attack,
      methods: {
        architecture: attack,
        intensity: attack,
        augmentation: [attack],
        optimizer: attack,
        schedule: attack,
        selection: attack,
        inference: attack,
      },
    },
    data: {
      ...hostile.data,
      groupName: attack,
      counts: hostile.data.counts.map((counts, index) =>
        index === 0 ? { ...counts, part: attack } : counts,
      ),
      warnings: [attack],
      broken: [{ path: attack, reason: attack }],
      duplicates: [{ first: attack, second: attack, kind: "exact", acrossParts: true }],
    },
    examples: hostile.examples.map(({ images }) => ({
      label: attack,
      images: images.map(({ image }) => ({ path: attack, image })),
    })),
    mistakes: [
      {
        path: attack,
        image: `data:image/svg+xml,<svg onload="alert(1)"/>`,
        group: attack,
        label: attack,
        predicted: attack,
        confidence: 0.9,
      },
      { path: attack, image: "https://example.org/x.png", label: attack, predicted: attack, confidence: 0.8 },
    ],
  };

  it.each([
    ["plain", renderReport(sampleReport())],
    ["hostile", renderReport(everywhere)],
  ])("loads and runs nothing from a %s run", (_, markup) => {
    const { document: parsed } = parseHTML(markup);
    expect(
      parsed.querySelectorAll(
        "script, link, iframe, object, embed, form, base, use, image, foreignObject, animate, video, audio",
      ),
    ).toHaveLength(0);
    for (const element of parsed.querySelectorAll("*")) {
      for (const { name, value } of element.attributes) {
        expect(name).not.toMatch(/^on/i);
        if (name === "src") expect(value).toMatch(/^data:image\/png;base64,[A-Za-z0-9+/=]+$/);
        if (name === "href")
          expect(value).toMatch(/^(#[a-z]+|https:\/\/doi\.org\/10\.1093\/plphys\/kiab223)$/);
        expect(name).not.toMatch(/^(srcset|xlink:href|action|formaction|background|poster)$/);
        if (name === "style") expect(value).not.toMatch(/url\(|expression/i);
      }
    }
    expect(parsed.querySelector("style")?.textContent).not.toMatch(/url\(|@import|<\//);
    const policy = parsed
      .querySelector('meta[http-equiv="Content-Security-Policy"]')
      ?.getAttribute("content");
    expect(policy).toContain("default-src 'none'; img-src data:; style-src 'unsafe-inline'");
    expect(markup).not.toMatch(/<script|<img src=x|<svg onload/i);
  });

  it("shows hostile names as they are written", () => {
    const { document: parsed } = parseHTML(renderReport(everywhere));
    expect(parsed.querySelector("h1")?.textContent).toBe(attack);
    expect(
      [...parsed.querySelectorAll("bdi")].filter((name) => name.textContent === attack).length,
    ).toBeGreaterThan(5);
    expect(parsed.querySelectorAll(".gallery .blank")).toHaveLength(2);
  });
});
