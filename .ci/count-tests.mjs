// Sums up vitest's JSON reports in a folder: "N passed, N failed" over every test and every file that did not load.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const [folder = "."] = process.argv.slice(2);
const reports = readdirSync(folder)
  .filter((name) => name.endsWith(".json"))
  .map((name) => JSON.parse(readFileSync(join(folder, name), "utf8")));
const sum = (count) => reports.reduce((total, report) => total + count(report), 0);
const passed = sum((report) => report.numPassedTests);
const broken = ({ status, assertionResults }) =>
  status === "failed" && !assertionResults.some((test) => test.status === "failed");
const failed = sum((report) => report.numFailedTests + report.testResults.filter(broken).length);
for (const { name, status, assertionResults, message } of reports.flatMap((report) => report.testResults)) {
  if (status !== "failed") continue;
  const tests = assertionResults.filter((test) => test.status === "failed");
  for (const test of tests)
    console.log(`FAILED TEST: ${name}: ${test.fullName}\n${test.failureMessages.join("\n").slice(0, 1500)}`);
  if (tests.length === 0) console.log(`FAILED TEST FILE: ${name}: ${message}`);
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = passed > 0 && failed === 0 ? 0 : 1;
