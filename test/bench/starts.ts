import { spawnSync } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bundleFunctions } from '../../infra/bundle.ts'
import type { FunctionSpec } from '../../infra/function-files.ts'

export type Start = {
  name: string
  bytes: number /** Of the whole process's time. */
  ratio: number /** Without Node's own start. */
  ownRatio: number
}
export type Starts = { baselineBytes: number; baselineMs: number; nodeMs: number; functions: Start[] }

const baseline: FunctionSpec = { name: 'dynamoDbClient', folder: 'stream', on: { kind: 'stream' }, grants: [] }

/**
 * Bytes of each function's bundle, and its import time next to that of the DynamoDB client alone, bundled the same way. A sample is
 * a whole process; the two are taken in turns and compared in pairs, since on a busy machine one number says nothing.
 */
export async function measureStarts(rounds: number): Promise<Starts> {
  const folder = await mkdtemp(join(tmpdir(), 'roster-bench-'))
  try {
    const bundles = await bundleFunctions({ outDir: join(folder, 'functions') })
    const root = join(import.meta.dirname, 'baseline')
    const { dynamoDbClient } = await bundleFunctions({ outDir: join(folder, 'baseline'), root, functions: [baseline] })
    if (!dynamoDbClient) throw new Error('The baseline was not bundled.')
    await writeFile(join(folder, 'empty.js'), '')
    const names = Object.keys(bundles)
    const samples = sampling(rounds, names, name => bundles[name]?.folder ?? '', dynamoDbClient.folder, join(folder, 'empty.js'))
    const nodeMs = median(samples.empty)
    const functions = names.map(name => startOf(name, bundles[name]?.bytes ?? 0, samples.pairs.get(name) ?? [], nodeMs))
    return {
      baselineBytes: dynamoDbClient.bytes,
      baselineMs: median([...samples.pairs.values()].flat().map(([alone]) => alone)),
      nodeMs,
      functions,
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

type Pair = [alone: number, whole: number]

function sampling(rounds: number, names: string[], folderOf: (name: string) => string, alone: string, empty: string) {
  const pairs = new Map(names.map((name): [string, Pair[]] => [name, []]))
  const empties: number[] = []
  for (let round = 0; round < rounds; round++) {
    empties.push(timeOf(empty))
    for (const name of names) pairs.get(name)?.push([timeOf(join(alone, 'index.js')), timeOf(join(folderOf(name), 'index.js'))])
  }
  return { pairs, empty: empties }
}

const startOf = (name: string, bytes: number, pairs: Pair[], nodeMs: number): Start => ({
  name,
  bytes,
  ratio: median(pairs.map(([alone, whole]) => whole / alone)),
  ownRatio: median(pairs.map(([alone, whole]) => Math.max(0, whole - nodeMs) / Math.max(1, alone - nodeMs))),
})

const load = 'require(process.argv[1]); const { user, system } = process.cpuUsage(); process.stdout.write(String(user + system))'

/** Milliseconds of processor time from Node's start until it has loaded this file; waiting for other programs does not count. */
function timeOf(file: string): number {
  const env = { ...process.env, AWS_REGION: 'us-east-1' }
  const { status, stdout, stderr } = spawnSync(process.execPath, ['-e', load, file], { encoding: 'utf8', env })
  if (status !== 0) throw new Error(`${file} does not load: ${stderr}`)
  return Number(stdout) / 1000
}

function median(values: number[]): number {
  const sorted = values.toSorted((one, other) => one - other)
  const middle = Math.floor(sorted.length / 2)
  const [low = 0, high = 0] = [sorted[sorted.length % 2 ? middle : middle - 1], sorted[middle]]
  return (low + high) / 2
}
