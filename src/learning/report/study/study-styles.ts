/** What the report of a study adds to the style sheet of the page. */
export const studyStyles: string = `
.study-lead { margin: 0 0 .6rem; font-size: clamp(1.3rem, 3.2vw, 1.75rem); line-height: 1.25; font-weight: 300; letter-spacing: -.012em; max-width: 50rem; text-wrap: balance; }
.study-lead strong { font-weight: 700; }
.study-verdict { max-width: 46rem; font-size: 1rem; }
table.study { width: 100%; font-size: .8rem; }
table.study th, table.study td { padding: .38rem .7rem .38rem 0; vertical-align: top; }
table.study th:last-child, table.study td:last-child { padding-right: 0; }
table.study thead th { vertical-align: bottom; line-height: 1.25; }
table.study .number { text-align: right; }
table.study small { display: block; font-size: .86em; line-height: 1.3; color: var(--muted); font-weight: 400; }
table.study td small { font-size: .82em; white-space: nowrap; }
table.study .bar { width: 120px; }
table.study .bar svg { display: block; overflow: visible; }
table.study td.letters { font-weight: 700; letter-spacing: .06em; }
table.study thead .paper { white-space: nowrap; }
table.study .name { min-width: 7.4rem; max-width: 11rem; }
table.study .name a { color: var(--ink); }
table.study .paper { color: var(--muted); border-left: 1px solid var(--line); padding-left: .7rem; }
.swatch { display: inline-block; width: .62rem; height: .62rem; margin-right: .45rem; border-radius: 50%; }
.overlay { display: grid; grid-template-columns: 330px 330px minmax(0, 1fr); gap: 1rem 1.2rem; align-items: start; }
.overlay.one { grid-template-columns: 380px minmax(0, 1fr); gap: 1rem 3rem; }
.legend { max-width: 23rem; margin: 1.5rem 0 0; padding: 0; list-style: none; font-size: .8rem; line-height: 1.3; }
.legend li { display: flex; align-items: baseline; gap: .1rem; padding: .2rem 0; border-top: 1px solid var(--line); }
.legend li:first-child { border-top: 0; }
.legend .value { margin-left: auto; padding-left: .8rem; white-space: nowrap; }
.legend .line { flex: none; width: 1.1rem; height: 0; margin-right: .5rem; border-top: 2.5px solid; transform: translateY(-.25em); }
.class-panels { display: grid; grid-template-columns: repeat(auto-fill, minmax(150px, 1fr)); gap: .9rem .5rem; margin-top: 1.2rem; }
.confusion-panels { display: grid; grid-template-columns: repeat(auto-fill, minmax(204px, 1fr)); gap: 1.4rem 1.6rem; }
.confusion-head { display: flex; flex-wrap: wrap; justify-content: space-between; gap: .4rem 2rem; align-items: flex-end; margin-bottom: 1rem; }
.confusion-head .class-key { flex: 1 1 20rem; margin: 0 0 .5rem; }
.confusion-panels p { margin: 0 0 .35rem; font-size: .8rem; line-height: 1.25; }
.confusion-panels p strong { display: block; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.class-key { display: flex; flex-wrap: wrap; gap: .15rem 1.2rem; margin: 0 0 1rem; padding: 0; list-style: none; font-size: .8rem; }
.class-key b { display: inline-block; min-width: 1.1rem; color: var(--muted); font-weight: 700; }
.two { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 1rem 1.5rem; align-items: start; }
.verdicts { margin: 0 0 1.2rem; padding: 0; list-style: none; max-width: 50rem; }
.verdicts li { margin: 0 0 .6rem; padding-left: .9rem; border-left: 3px solid; }
.origins td { white-space: normal; }
.methods h3:first-child { margin-top: 0; }
.suggested { color: var(--vermilionText); font-weight: 700; }
@media screen and (max-width: 60rem) { .overlay, .overlay.one, .two { grid-template-columns: minmax(0, 1fr); } .legend { margin-top: 0; } }
@media print { .swatch, .legend .line, table.study .bar svg { -webkit-print-color-adjust: exact; print-color-adjust: exact; }
  table.study th, table.study td { padding-right: .5rem; font-size: 7.5pt; } }
`;
