import { expect, it } from "vitest";
import { withoutRunLinks } from "../../../../src/app/server/studies/without-run-links.ts";

it("leaves out the links to runs, and keeps what they enclose and all else", () => {
  const html =
    '<p><a href="runs/a/report.html">A <b>x</b></a>, <a href="https://a.b/">B</a>, <a href="runs/">C</a>.</p>';
  expect(withoutRunLinks(html)).toBe('<p>A <b>x</b>, <a href="https://a.b/">B</a>, C.</p>');
  for (const other of [
    "",
    '<a href="runs/a" class="x">A</a>',
    '<a href="runs/a">never ends',
    '<a href="runs/a',
  ]) {
    expect(withoutRunLinks(other)).toBe(other);
  }
  expect(withoutRunLinks('<a href="runs/<a href="runs/x">y</a>')).toBe('<a href="runs/y');
});

it("goes through a report once, whatever stands in it", () => {
  for (const part of ['<a href="runs/x">', '<a href="runs/', '<a href="runs/x" ']) {
    const html = part.repeat(64_000);
    const before = performance.now();
    expect(withoutRunLinks(html) === html).toBe(true);
    expect(performance.now() - before).toBeLessThan(1000); // a search for each took 12 s
  }
});
