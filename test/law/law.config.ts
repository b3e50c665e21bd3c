import { defineConfig } from 'vitest/config'

/** The laws read files and start nothing: no database as for the other tests, so `npm run check` needs no Java. */
export default defineConfig({ test: { include: ['test/law/**/*.test.ts'] } })
