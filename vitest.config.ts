import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'
import { closingLine } from './test/support/closing-line.ts'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Each file has a stack of its own, whose functions read their process's environment.
    pool: 'forks',
    globalSetup: 'test/support/database-lender.ts',
    // A file seldom keeps a core busy: it waits for its stack, and its stack for the streams.
    maxWorkers: Math.ceil(availableParallelism() * 1.5),
    testTimeout: 60_000,
    hookTimeout: 60_000,
    reporters: ['default', closingLine],
  },
})
