import fc from "fast-check";
import { parseHTML } from "linkedom";
import { describe, expect, it } from "vitest";
import { escapeMarkup, html, toMarkup, trustMarkup } from "../../../../src/learning/report/page/html.ts";

describe("html", () => {
  it("escapes every value and leaves markup of its own as it is", () => {
    const inner = html`<b>${"<i>"}</b>`;
    expect(
      toMarkup(html`<p title="${`"'`}">${inner}${7}${null}${undefined}${false}${["&", inner]}</p>`),
    ).toBe('<p title="&quot;&#39;"><b>&lt;i&gt;</b>7&amp;<b>&lt;i&gt;</b></p>');
  });

  it("cannot be made by data: markup has no form in JSON", () => {
    expect(JSON.stringify(trustMarkup("<b>"))).toBe("{}");
  });

  it("gives back any printable text when parsed", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        const { document } = parseHTML(
          toMarkup(html`<html><body><p title="${text}">${text}</p></body></html>`),
        );
        const shown = text.replace(/(?![\t\n])\p{Cc}/gu, "\ufffd");
        expect(document.querySelector("p")?.getAttribute("title")).toBe(shown);
        expect(document.querySelector("p")?.textContent).toBe(shown);
      }),
    );
  });

  it("marks control characters, lone surrogates and reversals of the reading direction", () => {
    expect(escapeMarkup("a\u0000b\ud800c\u202egnp.exe\tüµ😀")).toBe("a\ufffdb\ufffdc\ufffdgnp.exe\tüµ😀");
  });
});
