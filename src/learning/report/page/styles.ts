import { palette, type Theme } from "./palette.ts";
import { sequentialRamp } from "./sequential-ramp.ts";

/** The style sheet of the page: light, dark by the reader's setting, and print (always light). */
export const styles: string = `
:root { color-scheme: light dark; ${variables("light")} }
@media screen and (prefers-color-scheme: dark) { :root { ${variables("dark")} } }
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body { margin: 0 auto; max-width: 62rem; padding: 2.5rem 1.5rem 4rem; background: var(--paper); color: var(--ink);
  font: 15px/1.55 "Helvetica Neue", Helvetica, Arial, "Liberation Sans", "Noto Sans", sans-serif;
  font-variant-numeric: lining-nums; overflow-wrap: break-word; }
p { margin: 0 0 .75rem; max-width: 42rem; }
a { color: var(--blueText); text-underline-offset: .15em; text-decoration-thickness: .06em; }
:focus-visible { outline: 2px solid var(--blue); outline-offset: 2px; }
.muted { color: var(--muted); font-weight: 400; }
.value { font-variant-numeric: tabular-nums; }
.page-head { border-top: 3px solid var(--ink); padding-top: .6rem; }
.kicker { display: flex; justify-content: space-between; gap: 1rem; max-width: none; margin-bottom: 1.6rem; font-size: .8rem; color: var(--muted); }
h1 { margin: 0 0 .4rem; font-size: clamp(1.5rem, 4vw, 2.1rem); line-height: 1.15; font-weight: 700; letter-spacing: -.015em; text-wrap: balance; }
.facts { max-width: none; margin: 0; color: var(--muted); font-size: .9rem; }
nav { margin: 1.4rem 0 0; border-block: 1px solid var(--line); }
nav ol { display: flex; flex-wrap: wrap; gap: .1rem 1.25rem; margin: 0; padding: .5rem 0; list-style: none; font-size: .85rem; }
nav a { color: var(--ink); text-decoration: none; }
nav a:hover { text-decoration: underline; }
section { margin-top: 2.6rem; padding-top: .5rem; border-top: 1px solid var(--ink); scroll-margin-top: 1rem; }
main > section:first-child { border-top: 0; margin-top: 1.4rem; }
h2 { margin: 0 0 1rem; font-size: 1.15rem; line-height: 1.3; font-weight: 700; letter-spacing: -.005em; }
h3 { margin: 1.8rem 0 .5rem; font-size: .95rem; font-weight: 700; }
.headline { display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 25rem); gap: 1.5rem 2.5rem; align-items: end; }
.big { margin: 0; font-size: clamp(3rem, 8vw, 4.6rem); line-height: 1; font-weight: 300; letter-spacing: -.035em; }
.lead { margin: .7rem 0 .5rem; font-size: 1.15rem; line-height: 1.4; font-weight: 700; text-wrap: balance; }
.warnings { margin: 1.6rem 0 0; padding: .9rem 1.1rem; border-left: 3px solid var(--vermilion); background: var(--panel); }
.warnings + .wide, .warnings + ul { margin-top: 1.6rem; }
.warnings h3 { margin: 0 0 .35rem; color: var(--vermilionText); }
.warnings ul { margin: 0; padding-left: 1.1rem; max-width: 50rem; }
.warnings li { margin: .2rem 0; }
figure { margin: 0 0 2rem; break-inside: avoid; }
figure.plain { margin: 0; }
figcaption { max-width: min(50rem, calc(100vw - 2rem)); margin-top: .6rem; font-size: .83rem; line-height: 1.45; color: var(--muted); }
figcaption b, caption b { color: var(--ink); }
body { counter-reset: figure table; }
.figure-number { counter-increment: figure; }
.table-number { counter-increment: table; }
.figure-number::before { content: "Fig. " counter(figure) " | "; }
.table-number::before { content: "Table " counter(table) " | "; }
svg.plot { display: block; max-width: 100%; height: auto; color: var(--ink); font-family: inherit; overflow: visible; }
svg.plot text { white-space: pre; }
.wide { overflow-x: auto; }
.wide > svg.plot { max-width: none; }
.matrix { display: flex; flex-wrap: wrap; gap: 1rem 3rem; align-items: flex-start; }
.matrix > .wide { max-width: 100%; }
.key { flex: 1 1 14rem; }
.key h3 { margin-top: 1.2rem; }
.confusions { columns: 15rem; max-width: 48rem; margin: 0; padding: 0; list-style: none; font-size: .85rem; line-height: 1.4; }
.confusions li { break-inside: avoid; margin-bottom: .5rem; }
.panels { display: grid; gap: 1.2rem 1.5rem; align-items: end; }
.panels.three { grid-template-columns: 340fr 340fr 220fr; }
.multiples { display: grid; grid-template-columns: repeat(auto-fill, minmax(154px, 1fr)); gap: 1rem .4rem; align-items: start; }
.multiples .large { grid-column: span 2; grid-row: span 2; }
.beside > div > :first-child { margin-top: .6rem; }
.beside { display: grid; grid-template-columns: minmax(0, 360px) minmax(0, 1fr); gap: 1rem 3rem; }
table { border-collapse: collapse; min-width: min(100%, 34rem); margin: 0 0 1.2rem; font-size: .85rem; line-height: 1.4; font-variant-numeric: tabular-nums lining-nums; }
caption { max-width: min(50rem, calc(100vw - 2rem)); padding-bottom: .5rem; text-align: left; color: var(--muted); font-size: .83rem; }
thead { border-block: 1px solid var(--ink); }
tbody { border-bottom: 1px solid var(--ink); }
tbody tr + tr { border-top: 1px solid var(--line); }
th, td { padding: .32rem 1.4rem .32rem 0; text-align: left; vertical-align: baseline; }
th:last-child, td:last-child { padding-right: 0; }
thead th { font-weight: 700; vertical-align: bottom; }
tbody th { font-weight: 400; }
td { white-space: nowrap; }
.interval { color: var(--muted); }
.interval::before { content: "("; } .interval::after { content: ")"; }
.paths td { white-space: normal; overflow-wrap: anywhere; } .paths th { overflow-wrap: anywhere; }
sup { font-size: .72em; line-height: 0; color: var(--vermilionText); }
.notes { margin: -.6rem 0 1.2rem; padding: 0; list-style: none; font-size: .83rem; color: var(--muted); }
details { margin: 0 0 1.2rem; font-size: .9rem; }
summary { cursor: pointer; color: var(--blueText); }
details > :nth-child(2) { margin-top: .8rem; }
.strips { display: grid; grid-template-columns: repeat(auto-fill, minmax(290px, 1fr)); gap: 1rem 1.5rem; }
.strip p { margin: 0 0 .25rem; font-size: .8rem; font-weight: 700; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.pictures { display: grid; grid-template-columns: repeat(4, 1fr); gap: 2px; }
img, .blank { display: block; width: 100%; aspect-ratio: 1; object-fit: cover; background: var(--panel); }
.gallery { display: grid; grid-template-columns: repeat(auto-fill, minmax(136px, 1fr)); gap: 1.2rem .9rem; margin: 0; padding: 0; list-style: none; font-size: .8rem; line-height: 1.35; }
.gallery p { margin: .15rem 0 0; overflow-wrap: anywhere; }
.gallery img, .gallery .blank { margin-bottom: .4rem; }
.gallery .path { color: var(--muted); font-size: .72rem; }
.evidence { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, calc(var(--panels) * 9.2rem)), 1fr)); gap: 1.6rem 1.8rem; margin: 0; padding: 0; list-style: none; font-size: .8rem; line-height: 1.35; }
.evidence-panels { display: grid; grid-template-columns: repeat(var(--panels), minmax(0, 1fr)); gap: 3px; margin-bottom: .4rem; }
.evidence-panels span { display: block; overflow: hidden; margin-bottom: .15rem; color: var(--muted); font-size: .72rem; text-overflow: ellipsis; white-space: nowrap; }
.evidence-panels img { aspect-ratio: auto; }
.evidence p { margin: .1rem 0 0; overflow-wrap: anywhere; }
.evidence .path { color: var(--muted); font-size: .72rem; }
.passed { color: var(--greenText); } .wrong { color: var(--vermilionText); }
.method-words { max-width: 50rem; margin: 0 0 1.6rem; padding-left: 1.1rem; } .method-words li { margin: .35rem 0; }
.whole-picture img { width: auto; max-width: 100%; aspect-ratio: auto; background: none; }
pre { overflow-x: auto; margin: 0 0 1rem; padding: .8rem 1rem; background: var(--panel); font-size: .85rem; white-space: pre-wrap; overflow-wrap: anywhere; }
code { font-family: ui-monospace, "SF Mono", Menlo, Consolas, "Liberation Mono", monospace; font-size: .92em; }
.hash { overflow-wrap: anywhere; }
dl { display: grid; grid-template-columns: repeat(auto-fill, minmax(250px, 1fr)); gap: .55rem 2rem; margin: 0 0 1.2rem; font-size: .87rem; }
dt { color: var(--muted); font-size: .8rem; }
dd { margin: 0; overflow-wrap: anywhere; font-variant-numeric: tabular-nums; }
.methods { padding: .9rem 1.1rem .2rem; border-left: 3px solid var(--line); user-select: text; }
.citations { padding-left: 1.2rem; max-width: 50rem; font-size: .87rem; }
footer { margin-top: 3rem; padding-top: .6rem; border-top: 1px solid var(--line); font-size: .8rem; color: var(--muted); }
@media screen and (max-width: 52rem) {
  .headline, .beside { grid-template-columns: minmax(0, 1fr); }
  .panels.three { grid-template-columns: minmax(0, 1fr); }
}
@media screen and (max-width: 30rem) { body { padding: 1.25rem 1rem 3rem; } .kicker { margin-bottom: 1rem; }
  .interval { display: block; } th, td { padding-right: 1rem; } tbody th { min-width: 8.5rem; } table { min-width: 0; } }
@media print {
  body { max-width: none; padding: 0; font-size: 9.5pt; }
  nav { display: none; } .multiples { grid-template-columns: repeat(5, 1fr); } .headline { gap: 1.5rem; }
  .wide { overflow: visible; } .wide > svg.plot { max-width: 100%; }
  svg.plot, img, .warnings { -webkit-print-color-adjust: exact; print-color-adjust: exact; }
  h2, h3, caption, thead { break-after: avoid; }
  tr, .gallery li, .evidence li, .strip { break-inside: avoid; }
  details::details-content { content-visibility: visible; display: block; }
  a { color: inherit; }
}
@page { margin: 18mm 16mm; }
`;

function variables(theme: Theme): string {
  const colors = Object.entries(palette[theme]).map(([name, value]) => `--${name}: ${value};`);
  const shades = sequentialRamp(theme).flatMap(({ fill, text }, index) => [
    `--shade-${index}: ${fill};`,
    `--on-shade-${index}: ${text};`,
  ]);
  return [...colors, ...shades].join(" ");
}
