import { normalizeEmail } from '../shared/domain/emails.ts'
import type { Settings, StageSettings } from '../shared/settings.ts'
import { checkProduct } from './product-faults.ts'
import { providerFaults } from './provider-faults.ts'

/** One deployment: its name, what is set for it, and nothing left to guess. */
export type Stage = StageSettings & { name: string; productName: string; keepData: boolean }

/** Chooses a stage of the settings, and says in words what is wrong with it before CloudFormation says it in codes. */
export function stageOf(settings: Settings, name: unknown): Stage {
  const known = Object.keys(settings.stages).join(', ')
  if (typeof name !== 'string') throw new Error(`Say which stage to deploy: cdk deploy -c stage=<name>. There are: ${known}.`)
  const stage = Object.hasOwn(settings.stages, name) ? settings.stages[name] : undefined
  if (!stage) throw new Error(`There is no stage "${name}" in shared/settings.ts. There are: ${known}.`)
  checkProduct(settings.product)
  const faults = faultsOf(name, stage)
  if (faults.length > 0) throw new Error(`shared/settings.ts, stage "${name}":\n${faults.map(fault => `  ${fault}`).join('\n')}`)
  return { ...stage, name, productName: settings.product.name, keepData: stage.keepData ?? true }
}

function faultsOf(
  name: string,
  {
    mailFrom,
    alarmMail,
    domain,
    productUrl,
    callbackUrls = [],
    corsOrigins = [],
    loginDomainPrefix,
    identityProviders = [],
  }: StageSettings,
) {
  const urls = productUrl === undefined ? callbackUrls : [productUrl, ...callbackUrls]
  return [
    ...(/^[a-z][a-z0-9-]{0,19}$/.test(name) ? [] : ['its name must be 1 to 20 small letters, digits and hyphens']),
    ...[mailFrom, ...(alarmMail === undefined ? [] : [alarmMail])]
      .filter(address => normalizeEmail(address) !== address)
      .map(address => `"${address}" is not one plain email address in small letters`),
    ...(domain === undefined || /^arn:[\w-]+:acm:/.test(domain.certificateArn)
      ? []
      : [`domain.certificateArn "${domain.certificateArn}" is not the ARN of a certificate in ACM`]),
    ...(domain === undefined || isOrigin(`https://${domain.name}`)
      ? []
      : [`domain.name "${domain.name}" is not a domain name in small letters`]),
    ...urls.filter(url => !isPage(url)).map(url => `"${url}" is not an absolute https URL without a fragment`),
    ...corsOrigins
      .filter(origin => !isOrigin(origin))
      .map(origin => `"${origin}" is not an origin, such as https://app.example.com`),
    ...(loginDomainPrefix === undefined || isDomainPrefix(loginDomainPrefix)
      ? []
      : [`loginDomainPrefix "${loginDomainPrefix}" must be small letters, digits and hyphens, without aws, amazon or cognito`]),
    ...providerFaults(identityProviders),
  ]
}

/** Cognito takes plain http only from the developer's own machine, and never a fragment. */
function isPage(url: string): boolean {
  const parsed = URL.parse(url)
  return (
    parsed !== null &&
    !parsed.hash &&
    (parsed.protocol === 'https:' || (parsed.protocol === 'http:' && parsed.hostname === 'localhost'))
  )
}

const isOrigin = (origin: string) => isPage(origin) && URL.parse(origin)?.origin === origin

const isDomainPrefix = (prefix: string) =>
  /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/.test(prefix) && !/aws|amazon|cognito/.test(prefix)
