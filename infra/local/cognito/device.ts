import type { Request } from '../serve.ts'
import type { Device } from './sessions.ts'

const browsers: [RegExp, string][] = [
  [/Edg\/(\d+)/u, 'Edge'],
  [/Firefox\/(\d+)/u, 'Firefox'],
  [/Chrome\/(\d+)/u, 'Chrome'],
  [/Version\/(\d+).*Safari/u, 'Safari'],
  [/aws-sdk-js\/(\d+)/u, 'AWS SDK for JavaScript'],
]
const systems: [RegExp, string][] = [
  [/iPhone|iPad/u, 'iOS'],
  [/Android/u, 'Android'],
  [/Windows/u, 'Windows'],
  [/Mac OS X|macos/iu, 'macOS'],
  [/Linux/iu, 'Linux'],
]

/** "API_SessionDescriptionType": such as `Chrome 125 / macOS`, or `unknown`. */
export function deviceOf({ headers, sourceIp }: Request): Device {
  const agent = headers['user-agent'] ?? ''
  const browser = browsers.map(([pattern, name]) => named(pattern.exec(agent), name)).find(Boolean)
  const system = systems.find(([pattern]) => pattern.test(agent))?.[1]
  return { ip: sourceIp, description: [browser, system].filter(Boolean).join(' / ') || 'unknown' }
}

const named = (match: RegExpExecArray | null, name: string) => match && `${name} ${match[1]}`
