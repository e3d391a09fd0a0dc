// The usual report on the terminal, and the counts in the file that MOCHA_COUNTS names. They are written after each
// test, so that a suite that crashes later still counts for what it had shown by then.
const fs = require('node:fs');
const Mocha = require('mocha');

const { EVENT_TEST_PASS, EVENT_TEST_FAIL, EVENT_TEST_PENDING, EVENT_RUN_END } =
  Mocha.Runner.constants;

module.exports = class CountingReporter extends Mocha.reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    const counts = { passed: 0, failed: 0, skipped: 0, ended: false, failures: [] };
    const count = (name) => () => {
      counts[name] += 1;
      write();
    };
    const write = () => {
      const file = process.env.MOCHA_COUNTS;
      if (file === undefined) return;
      // A suite that is ended while it writes leaves the counts before.
      fs.writeFileSync(`${file}.partial`, JSON.stringify(counts));
      fs.renameSync(`${file}.partial`, file);
    };
    runner.on(EVENT_TEST_PASS, count('passed'));
    // Mocha tells the reasons at the end only, which a run that is ended or crashes never comes to.
    runner.on(EVENT_TEST_FAIL, (test, error) =>
      counts.failures.push(`${test.fullTitle()}: ${error?.message ?? error}`),
    );
    runner.on(EVENT_TEST_FAIL, count('failed'));
    runner.on(EVENT_TEST_PENDING, count('skipped'));
    runner.on(EVENT_RUN_END, () => {
      counts.ended = true;
      write();
    });
  }
};
