import { defineConfig } from 'vitest/config'
import { closingLine } from './test/support/closing-line.ts'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Each file has a stack of its own, whose functions read their process's environment.
    pool: 'forks',
    globalSetup: 'test/support/database-lender.ts',
    // One a core: with more, what tests a limit of time would now and then meet a machine that is late.
    maxWorkers: '100%',
    // Against hanging alone: how long something takes is a matter of benchmarks.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    reporters: ['default', closingLine],
  },
})
