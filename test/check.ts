import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** What `npm run check` looks at. Every one runs, even after another has failed, so that one run tells everything. */
const checks = [
  { name: 'types', command: ['tsc', '-p', '.'] },
  { name: 'lint', command: ['oxlint', '--type-aware', '.'] },
  { name: 'format', command: ['biome', 'check', '.'] },
  { name: 'law', command: ['vitest', 'run', '--config', 'test/law/law.config.ts'] },
]

const root = fileURLToPath(new URL('..', import.meta.url))
const windows = process.platform === 'win32'

/** Shows all that the command says; `ready.cjs` has put the project's commands and its Node on the PATH. */
function run([file = '', ...args]: string[]): Promise<boolean> {
  return new Promise(resolve => {
    const child = spawn(windows ? `${file}.cmd` : file, args, { cwd: root, stdio: 'inherit', shell: windows })
    child.on('error', error => {
      process.stderr.write(`${file} did not start: ${error.message}. Run it by "npm run check".\n`)
      resolve(false)
    })
    child.on('close', code => resolve(code === 0))
  })
}

const results: { name: string; ok: boolean; seconds: string }[] = []
for (const { name, command } of checks) {
  process.stdout.write(`\n${name}: ${command.join(' ')}\n`)
  const startedAt = performance.now()
  const ok = await run(command)
  results.push({ name, ok, seconds: ((performance.now() - startedAt) / 1000).toFixed(1) })
}

process.stdout.write('\n')
for (const { name, ok, seconds } of results) {
  process.stdout.write(`${name.padEnd(8)}${(ok ? 'ok' : 'failed').padEnd(8)}${seconds.padStart(6)} s\n`)
}
process.exitCode = results.every(({ ok }) => ok) ? 0 : 1
