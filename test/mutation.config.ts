import type { PartialStrykerOptions } from '@stryker-mutator/api/core'

/**
 * The rules that decide who may do what, who holds a seat and who owns: what is wrong here lets somebody in, locks everybody out or
 * is never noticed. What only formats, sorts or folds is left to the tests of the API.
 */
const rules = [
  'access',
  'claims',
  'counts',
  'creating',
  'identities',
  'invitation-edits',
  'inviting',
  'joining',
  'ledger',
  'lifecycle',
  'managed',
  'managing',
  'organization-changes',
  'permissions',
  'profiles',
  'regrouping',
  'removing',
  'resetting',
  'rights',
  'role-changes',
  'role-preview',
  'roles',
  'sites',
  'user-filter',
]

/** `npm run mutate`: each rule is broken in every small way there is, and the tests of `test/domain` have to notice. */
const options: PartialStrykerOptions = {
  mutate: rules.map(rule => `shared/domain/${rule}.ts`),
  testRunner: 'vitest',
  plugins: ['@stryker-mutator/vitest-runner', './test/mutation-sentences.ts'],
  ignorers: ['sentences'],
  vitest: { configFile: 'test/mutated.config.ts', related: false },
  coverageAnalysis: 'perTest',
  timeoutMS: 20_000,
  thresholds: { high: 100, low: 95, break: 95 },
  reporters: ['clear-text', 'json', 'progress-append-only'],
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
  jsonReporter: { fileName: 'coverage/mutation.json' },
  tempDirName: 'coverage/mutants',
  ignorePatterns: ['docs', 'web', 'infra', 'functions', 'dist'],
  // There is none: it would be rewritten by the part of TypeScript that version 7 has not got any more.
  tsconfigFile: 'none',
}

export default options
