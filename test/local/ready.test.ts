import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

const launcher = join(import.meta.dirname, '../../infra/local/ready.cjs')
const packageLock = { lockfileVersion: 3, packages: { '': {}, 'node_modules/one': { version: '1.0.0', integrity: 'a' } } }

/** A project that the launcher takes for its own, in a folder whose name has a space. */
let project: string
let children: ChildProcess[] = []

const write = (path: string, content: string | object) => {
  const file = join(project, path)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content))
  return file
}

const script = (path: string, content: string) => chmodSync(write(path, content), 0o755)

type Ended = { code: number | string; stdout: string; stderr: string }

const ready = (args: string[], { env = {}, node = process.execPath }: { env?: NodeJS.ProcessEnv; node?: string } = {}) =>
  new Promise<Ended>(resolve => {
    const file = join(project, 'infra/local/ready.cjs')
    execFile(node, [file, ...args], { env: { ...process.env, npm_execpath: '', ...env } }, (error, stdout, stderr) =>
      resolve({ code: error?.code ?? error?.signal ?? 0, stdout, stderr }),
    )
  })

// An npm that notes how it was called, complains, and does what it is told.
const npm = (body: string) =>
  write('npm-cli.js', `const fs = require('fs')\nfs.writeFileSync('called', process.argv.slice(2).join(' '))\n${body}`)

const called = () => readFileSync(join(project, 'called'), 'utf8')

beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), 'ready with space '))
  write('infra/local/ready.cjs', '')
  copyFileSync(launcher, join(project, 'infra/local/ready.cjs'))
  write('package.json', { name: 'roster', engines: { node: '>=24' } })
  write('package-lock.json', packageLock)
  write('node_modules/.package-lock.json', packageLock)
})

afterEach(() => {
  for (const child of children) child.kill('SIGKILL')
  children = []
  rmSync(project, { recursive: true, force: true })
})

describe('running the command', () => {
  it('passes arguments, input, output and the exit code', async () => {
    write(
      'say.ts',
      'const said: string[] = process.argv.slice(2)\nconsole.log(JSON.stringify(said), process.cwd())\nprocess.exit(7)',
    )
    const { code, stdout, stderr } = await ready(['node', 'say.ts', '-t', 'two words', '--flag="x"'])
    expect([code, stdout, stderr]).toEqual([7, `["-t","two words","--flag=\\"x\\""] ${project}\n`, ''])
  })

  it("finds the project's commands, and runs their Node first on the PATH", async () => {
    script('node_modules/.bin/tool', '#!/usr/bin/env node\nconsole.log(process.execPath, process.argv.slice(2).join())')
    const { stdout } = await ready(['tool', 'a', 'b'], { env: { PATH: '/usr/bin:/bin' } })
    expect(stdout).toBe(`${process.execPath} a,b\n`)
  })

  it('says which command it does not find', async () => {
    expect(await ready(['nonesuch'])).toEqual({ code: 1, stdout: '', stderr: 'nonesuch: command not found\n' })
    expect((await ready([])).stderr).toMatch(/^Usage: /)
  })

  it('ends by the signal that ended the command', async () => {
    expect((await ready(['node', '-e', "process.kill(process.pid, 'SIGKILL')"])).code).toBe('SIGKILL')
  })
})

describe('choosing a Node', () => {
  // A real Node 20 where this was written; elsewhere the tests say less, but hold.
  const old = existsSync('/usr/bin/node') ? '/usr/bin/node' : process.execPath

  it("prefers the project's own", async () => {
    script('node_modules/.bin/node', `#!/bin/sh\n[ "$1" = --version ] && echo v24.0.0 || echo own "$@"`)
    expect((await ready(['node', 'x.ts'])).stdout).toBe('own x.ts\n')
    expect((await ready(['node', 'x.ts'], { node: old })).stdout).toBe('own x.ts\n')
  })

  it.each(['#!/bin/sh\necho v22.1.0', '#!/bin/sh\nexit 1', 'no program at all'])(
    'passes over one of its own that is no use: %j',
    async broken => {
      script('node_modules/.bin/node', broken)
      expect((await ready(['node', '--version'])).stdout).toBe(`${process.version}\n`)
    },
  )

  it('runs on an old Node when the project brings a new one', async () => {
    mkdirSync(join(project, 'node_modules/.bin'))
    symlinkSync(process.execPath, join(project, 'node_modules/.bin/node'))
    expect((await ready(['node', '--version'], { node: old })).stdout).toBe(`${process.version}\n`)
  })

  it('says in one line what was found, what is needed and where to get it', async () => {
    write('package.json', { engines: { node: '>=99' } })
    const { code, stderr } = await ready(['node', '--version'], { node: old })
    expect(code).toBe(1)
    expect(stderr).toMatch(
      /^Roster needs Node\.js 99 or newer and found only v\d+\.\d+\.\d+ \(\/.+\); get it from https:\/\/nodejs\.org\S+ and try again\.\n$/,
    )
  })
})

describe('installing', () => {
  const installs = "console.log('chatter'); fs.copyFileSync('package-lock.json', 'node_modules/.package-lock.json')"
  const changed = { packages: { ...packageLock.packages, 'node_modules/one': { version: '1.0.1', integrity: 'b' } } }
  const more = { packages: { ...packageLock.packages, 'node_modules/two': { version: '2.0.0', integrity: 'c' } } }
  const foreign = {
    packages: { ...packageLock.packages, 'node_modules/two': { version: '2.0.0', integrity: 'c', optional: true } },
  }

  it.each([
    ['there is no node_modules', () => rmSync(join(project, 'node_modules', '.package-lock.json'))],
    ['a version changed', () => write('package-lock.json', changed)],
    ['a package is missing', () => write('package-lock.json', more)],
  ])('runs npm ci quietly, with one line, when %s', async (_, prepare) => {
    prepare()
    const { code, stdout, stderr } = await ready(['node', '-p', '1'], {
      env: { npm_execpath: npm(installs), NODE_ENV: 'production' },
    })
    expect([code, stdout]).toEqual([0, '1\n'])
    expect(stderr).toMatch(/^Installing the dependencies .* minute .*\n$/)
    expect(called()).toMatch(/^ci .*--include=dev/)
    expect((await ready(['node', '-p', '2'])).stderr).toBe('')
  })

  it('is not needed for optional packages of another system, nor because a file is newer', async () => {
    write('package-lock.json', foreign)
    expect((await ready(['node', '-p', '1'])).stderr).toBe('')
  })

  it('shows what npm said when it failed, and does not run the command', async () => {
    rmSync(join(project, 'node_modules'), { recursive: true })
    const { code, stdout, stderr } = await ready(['node', '-p', '1'], {
      env: { npm_execpath: npm("console.error('E404'); process.exit(3)") },
    })
    expect([code, stdout]).toEqual([1, ''])
    expect(stderr).toMatch(/E404\nnpm could not install .*\(exit code 3\)/)
  })

  it('takes the npm on the PATH when none started it, or another package manager did', async () => {
    write('package-lock.json', more)
    script('path/npm', '#!/bin/sh\necho "$@" > called\ncp package-lock.json node_modules/.package-lock.json')
    const env = { npm_execpath: '/opt/yarn.js', PATH: `${join(project, 'path')}:${process.env.PATH}` }
    expect((await ready(['node', '-p', '1'], { env })).stdout).toBe('1\n')
    expect(called()).toMatch(/^ci /)
  })

  it('is not begun on an old Node that it would not replace', async () => {
    write('package.json', { engines: { node: '>=99' } })
    write('package-lock.json', more)
    const { code, stderr } = await ready(['node', '-p', '1'], { env: { npm_execpath: npm(installs) } })
    expect([code, stderr.split('\n').length]).toEqual([1, 2])
    expect(called).toThrow('ENOENT')
  })

  it('is begun on an old Node that it would replace', async () => {
    const own = { version: '99.0.0', optional: true, os: [process.platform], cpu: [process.arch], bin: { node: 'bin/node' } }
    write('package.json', { engines: { node: '>=99' } })
    write('package-lock.json', { packages: { ...more.packages, 'node_modules/node-here': own } })
    const brings = `${installs}; fs.mkdirSync('node_modules/.bin'); fs.writeFileSync('node_modules/.bin/node', '#!/bin/sh\\necho v99.0.0', { mode: 0o755 })`
    expect((await ready(['node', 'x.ts'], { env: { npm_execpath: npm(brings) } })).stdout).toBe('v99.0.0\n')
  })
})

describe.skipIf(process.platform === 'win32')('signals', () => {
  // Counts the signals that it gets, and ends a while after the first, with an exit code of its own.
  const patient = `
    const got = []
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(name, () => {
      if (!got.length) setTimeout(() => { console.log('ended', got.join()); process.exit(5) }, 300)
      got.push(name)
    })
    setInterval(() => {}, 1000)
    console.log('ready')`

  async function begin() {
    write('patient.js', patient)
    // In a process group of its own, as a shell starts a command.
    const child = spawn(process.execPath, [join(project, 'infra/local/ready.cjs'), 'node', 'patient.js'], {
      detached: true,
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    children.push(child)
    let output = ''
    child.stdout.on('data', part => {
      output += part
    })
    await once(child.stdout, 'data')
    return { pid: child.pid ?? 0, end: once(child, 'close').then(([code]) => [code, output]) }
  }

  it('Ctrl-C, which the whole group gets, reaches the command once, and its clean end is awaited', async () => {
    const { pid, end } = await begin()
    process.kill(-pid, 'SIGINT')
    expect(await end).toEqual([5, 'ready\nended SIGINT\n'])
  })

  it.each(['SIGTERM', 'SIGHUP'] as const)('%s to the launcher alone reaches the command once', async signal => {
    const { pid, end } = await begin()
    process.kill(pid, signal)
    expect(await end).toEqual([5, `ready\nended ${signal}\n`])
  })

  it('a command without handlers ends by the signal, and so does the launcher', async () => {
    write('patient.js', "setInterval(() => {}, 1000); console.log('ready')")
    const child = spawn(process.execPath, [join(project, 'infra/local/ready.cjs'), 'node', 'patient.js'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    children.push(child)
    await once(child.stdout, 'data')
    child.kill('SIGTERM')
    expect(await once(child, 'exit')).toEqual([null, 'SIGTERM'])
  })
})
