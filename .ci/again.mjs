// Runs test files alone in which a test failed beside all others, once: `again.mjs REPORT COMMAND...` with the report of the first run.
// What passes then is named in the output and counted as passed; a second failure, or many failures, stand. Exit status 0 when all passed.
import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';

/** With more files than these, the machine is not to blame. */
const MAX_FILES = 3;

const [reportFile, command, ...args] = process.argv.slice(2);

/** The files with failed tests, or whose preparation failed; none when something else did, or a file could not be loaded. */
function failedFiles({ success, testResults }) {
  const failed = testResults.filter(({ status }) => status === 'failed');
  const areLoaded = failed.every(({ assertionResults }) => assertionResults.length > 0);
  if (success || !areLoaded || failed.length > MAX_FILES) return [];
  return failed.map(({ name }) => name);
}

function read(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return { success: false, testResults: [] };
  }
}

const first = read(reportFile);
const files = failedFiles(first);
if (files.length === 0) process.exit(1);
const secondFile = `${reportFile}.again`;
const env = { ...process.env, RONDO_TEST_REPORT: secondFile };
const { status } = spawnSync(command, [...args, ...files], { stdio: 'inherit', env });
const second = read(secondFile);
rmSync(secondFile, { force: true });
if (status !== 0 || !second.success) process.exit(1);
for (const { name, status: became, message, assertionResults } of first.testResults) {
  const failed = assertionResults.filter(({ status: was }) => was === 'failed');
  const what =
    became === 'failed' && failed.length === 0 ? [{ fullName: 'its preparation', failureMessages: [message] }] : failed;
  for (const { fullName, failureMessages } of what)
    console.log(`failed at first, passed alone: ${name} › ${fullName}\n  ${failureMessages[0]?.slice(0, 500)}`);
}
const count = of => second.testResults.flatMap(each => each.assertionResults).filter(of).length;
const others = first.testResults.filter(({ name }) => !files.includes(name));
const passed = ({ status: is }) => is === 'passed';
const testResults = [...others, ...second.testResults];
const numPassedTests = others.flatMap(each => each.assertionResults).filter(passed).length + count(passed);
writeFileSync(reportFile, JSON.stringify({ ...first, success: true, numFailedTests: 0, numPassedTests, testResults }));
