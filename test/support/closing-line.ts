import type { Reporter, TestModule } from 'vitest/node'

/** One last line in plain words, `N passed, N failed, N skipped`, for people and for programs that read a log. */
export const closingLine: Reporter = {
  onTestRunEnd(modules: readonly TestModule[]) {
    const results = modules.flatMap(module => [...module.children.allTests()].map(test => test.result().state))
    const count = (state: string) => results.filter(result => result === state).length
    const broken = modules.filter(module => module.state() === 'failed' && [...module.children.allTests()].length === 0).length
    console.log(`${count('passed')} passed, ${count('failed') + broken} failed, ${count('skipped')} skipped`)
  },
}
