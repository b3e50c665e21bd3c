import { defineConfig } from 'vitest/config'

/** `npm run assure`: the rules, the races and the model with the full figures of quality.md, the same tests otherwise. */
export default defineConfig({
  test: {
    include: ['test/rules/**/*.test.ts', 'test/races/**/*.test.ts', 'test/model/**/*.test.ts'],
    pool: 'forks',
    globalSetup: 'test/support/database-lender.ts',
    provide: { full: true },
    testTimeout: 3_600_000,
    hookTimeout: 60_000,
  },
})
