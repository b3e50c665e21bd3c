import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { linesOf } from './code.ts'
import { everything, importsOf, isIn, root, type Source, sourcesIn } from './sources.ts'

const ours = sourcesIn('functions', 'infra', 'shared', 'web')
const deployed = sourcesIn('functions', 'shared')

/** `path:line` of every line whose code matches, imports and exports of names left out. */
function places(
  { path, text }: Source,
  pattern: RegExp,
  but: (line: number, all: ReturnType<typeof linesOf>) => boolean = () => false,
) {
  const lines = linesOf(text)
  let inClause = false
  return lines.flatMap(({ code }, index) => {
    if (/^(?:import|export)\s+(?:type\s+)?[{*]/.test(code)) inClause = true
    const skipped = inClause
    if (/from ''/.test(code)) inClause = false
    return !skipped && pattern.test(code) && !but(index, lines) ? [`${path}:${index + 1} ${code.trim()}`] : []
  })
}

describe('code is told from comments and texts:', () => {
  test.each([
    ["const a = 'x as y' // b", "const a = '' ", '// b'],
    ['const a = `x as ${b as C} as`', 'const a = b as C', ''],
    ['const a = `${`${b}` as C}`', 'const a = b as C', ''],
    ['const a = /[\'"/]as x/g.test(b)', 'const a = /r/.test(b)', ''],
    ['const a = b / c / d // e', 'const a = b / c / d ', '// e'],
    ['/** x as y */ a()', ' a()', '/** x as y */'],
    ["const a = 'it\\'s' + \"x // y\"", "const a = '' + ''", ''],
    ['const a = { b: `${c ? { d } : 1}` }', 'const a = { b: c ? { d } : 1 }', ''],
  ])('%s', (text, code, comment) => {
    expect(linesOf(text)).toEqual([{ code, comment }])
  })

  test('no line is lost', () => {
    for (const { path, text } of everything()) expect(linesOf(text), path).toHaveLength(text.split('\n').length)
  })
})

describe('a type is made up only for a reason', () => {
  const commented = (index: number, lines: ReturnType<typeof linesOf>) =>
    Boolean(lines[index]?.comment || lines[index - 1]?.comment)

  /** Casts whose reason is said here instead of beside them. */
  const reasons: Record<string, string> = {
    'infra/local/serve.ts': 'a server that listens on TCP has an AddressInfo, and gives its request in Buffers',
    'infra/local/state.ts': 'what a room of the state holds is what its owner put there',
    'infra/local/stream-shards.ts': 'what DynamoDB answers to each of these calls, by its reference',
  }

  test('every cast has one beside it', () => {
    const bare = ours.flatMap(source => places(source, /\bas\s+(?!const\b)[A-Za-z({[]/, commented))
    expect(bare.filter(line => !reasons[line.split(':')[0] ?? ''])).toEqual([])
  })

  test('no reason stands here that is not needed any more', () => {
    const bare = ours.flatMap(source => places(source, /\bas\s+(?!const\b)[A-Za-z({[]/, commented))
    expect(Object.keys(reasons).filter(path => !bare.some(line => line.startsWith(`${path}:`)))).toEqual([])
  })

  test('every any has one beside it', () => {
    const found = everything().flatMap(source => places(source, /(?<!\.)\bany\b(?!\s*[:(])/, commented))
    expect(found).toEqual([])
  })

  test('no line is excused from the compiler', () => {
    expect(
      everything()
        .filter(({ text }) => /@ts-(?:ignore|nocheck|expect-error)/.test(text.replace(/\/@ts.*?\//g, '')))
        .map(({ path }) => path),
    ).toEqual([])
  })
})

test('nothing is exported by default but the settings of a tool', () => {
  const found = everything().flatMap(source => places(source, /^export default\b|\bas default\b/))
  expect(found.filter(line => !/^[^:]*\.config\.ts:/.test(line))).toEqual([])
})

test('the domain knows no clock, no chance, no environment, and waits for nothing', () => {
  const impure =
    /\bDate\.now\b|new Date\(\)|\bMath\.random\b|\brandom(?:Bytes|UUID|Int)\b|\bprocess\b|\bfetch\(|\basync\b|\bawait\b|\bPromise\b|\bconsole\b|\blet \w+.*\n(?! )/
  expect(sourcesIn('shared/domain').flatMap(source => places(source, impure))).toEqual([])
})

test('a class is an error or a construct of the CDK', () => {
  const classes = sourcesIn('functions', 'shared', 'web').flatMap(source =>
    places(source, /^\s*(?:export )?(?:default )?class\b/),
  )
  expect(classes.filter(line => !/extends (?:Error|Stale)\b/.test(line))).toEqual([])
})

test('nothing is called utils, helpers, manager, service or common', () => {
  const paths = everything().map(({ path }) => path)
  expect(paths.filter(path => /(?:^|[/-])(?:utils?|helpers?|managers?|services?|commons?)(?=[./-])/i.test(path))).toEqual([])
})

describe('a file is short', () => {
  const soft = 150
  const longer: Record<string, string> = {
    'shared/data/bulk-inviting.ts': 'one bulk, from what is read to each verdict',
    'shared/domain/inviting.ts': 'one sentence: the whole life of an offer; its types are a quarter of it',
    'shared/domain/known-passwords.ts': 'a list',
    'shared/routes/background.ts': 'declarations, one below the other',
    'shared/routes/fields.ts': 'the shapes that routes share, each of which stands alone',
    'shared/routes/invitations.ts': 'declarations, one below the other',
    'web/messages/de.ts': 'every text of the pages in one language',
    'web/messages/en.ts': 'every text of the pages in one language',
    'web/messages/es.ts': 'every text of the pages in one language',
    'web/messages/fr.ts': 'every text of the pages in one language',
  }
  const lengths = ours.map(({ path, text }) => ({ path, lines: text.trimEnd().split('\n').length }))

  test('or says here why it is not', () => {
    const over = lengths.filter(({ lines }) => lines > soft).map(({ path }) => path)
    expect(over.filter(path => !longer[path])).toEqual([])
    for (const path of Object.keys(longer))
      expect(
        lengths.some(one => one.path === path),
        `${path} is gone`,
      ).toBe(true)
  })

  test('and a handler shorter', () => {
    const handlers = lengths.filter(({ path }) => isIn(path, 'functions'))
    expect(handlers.filter(({ lines }) => lines > 110)).toEqual([])
  })

  test('mostly far shorter', () => {
    const [middle] = lengths
      .map(({ lines }) => lines)
      .toSorted((one, other) => one - other)
      .slice(lengths.length / 2)
    expect(middle).toBeLessThan(80)
  })
})

test('what runs in the account writes through the logger', () => {
  expect(deployed.flatMap(source => places(source, /\bconsole\s*\.|\bprocess\.std(?:out|err)\b/))).toEqual([])
})

test('the environment is read in one place, and by what starts before it', () => {
  const readers = deployed.filter(({ text }) => /\bprocess\.env\b/.test(text)).map(({ path }) => path)
  expect(readers).toEqual(['shared/clock.ts', 'shared/environment.ts'])
})

describe('nothing is of one machine:', () => {
  const texts = ['*.{json,ts,md}', '{functions,infra,shared,test,web,docs,.ci}/**/*.{ts,cjs,java,json,md,html,css,sh}', '.ci/*']
    .flatMap(pattern =>
      globSync(pattern, { cwd: root, exclude: path => /^(?:node_modules|cdk\.out|\.roster)(?:\/|$)/.test(path) }),
    )
    .filter(path => !path.startsWith('test/law/'))
  const lines = [...new Set(texts)].toSorted().flatMap(path =>
    readFileSync(join(root, path), 'utf8')
      .split('\n')
      .map((line, index) => ({ at: `${path}:${index + 1}`, line })),
  )

  test('there is something to look through', () => {
    expect(lines.length).toBeGreaterThan(10_000)
    expect(lines.some(({ at }) => at.startsWith('package-lock.json:'))).toBe(true)
  })

  test('no absolute path', () => {
    const absolute = /(?<![\w.:/-])(?:\/(?:home|Users|root|work|mnt|private)\/[\w.-]|[A-Z]:\\\\?\w)/
    expect(lines.filter(({ line }) => absolute.test(line))).toEqual([])
  })

  test('no registry', () => {
    const registry =
      /"resolved":\s*"(?!file:)|\bregistry\s*=|https?:\/\/[\w.-]*(?:npmjs\.(?:org|com)|yarnpkg|registry|artifactory|nexus|verdaccio)/
    expect(lines.filter(({ line }) => registry.test(line))).toEqual([])
    expect(globSync('{.npmrc,**/.npmrc,.yarnrc*}', { cwd: root, exclude: path => path.startsWith('node_modules') })).toEqual([])
  })
})

test('only files that the compiler sees are imported, with their ending', () => {
  const odd = everything().flatMap(source =>
    importsOf(source).filter(({ from }) => /^(?:functions|infra|shared|test|web)\//.test(from) && !from.endsWith('.ts')),
  )
  expect(odd).toEqual([])
})
