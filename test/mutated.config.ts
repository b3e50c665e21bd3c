import { defineConfig } from 'vitest/config'

/** What `npm run mutate` runs against every change of a rule: the tests of the rules alone, without a stack. */
export default defineConfig({
  test: {
    include: ['test/domain/**/*.test.ts'],
    // They are of what is not mutated, and take longest.
    exclude: ['emails', 'folding', 'page-plan', 'passwords', 'searching', 'tokens'].map(name => `test/domain/${name}.test.ts`),
    pool: 'threads',
    isolate: false,
    testTimeout: 60_000,
  },
})
